import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

async function openWithPlan(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const root = house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve]");
  return { ...house, root, plan };
}

test("a word in direct messages says what it is about, with a link to what was asked, and a reply to it goes there", async () => {
  const { discord, mia, plan, sees, told } = await openWithPlan();
  mia.react(plan, "✏️");
  const asked = await told(mia, "Say what to change");
  expect(asked.channel).toBe(mia.dm().id);
  expect(discord.render(asked)).toContain(`#1 `);
  expect(discord.render(asked)).toContain(`https://discord.com/channels/${discord.guild.id}/${plan.channel}/${plan.id}`);
  mia.reply(asked, "change: look at the weekly export too");
  const next = await sees("plan v2", "[Approve]");
  expect(next.channel).toBe(plan.channel);
});
