import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

async function openWithPlan(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const root = house.mia.mention(house.room, "make the nightly export faster");
  const plan = await house.sees("plan v1", "[Approve]");
  /** Resolves once it is written down that this is shown. */
  const noted = async ({ channel, id }: typeof plan) => {
    const rows = () => house.app().database.sql`select 1 from outbox where ${`${channel}/${id}`} = any(refs)`;
    await expect.poll(async () => (await rows()).length, { timeout: 40_000 }).toBe(1);
  };
  return { ...house, root, plan, noted };
}

test("a word in direct messages says what it is about, with a link to what was asked, and a reply to it goes there", async () => {
  const { discord, mia, plan, sees, told, noted } = await openWithPlan();
  mia.react(plan, "✏️");
  const asked = await told(mia, "Say what to change");
  expect(asked.channel).toBe(mia.dm().id);
  expect(discord.render(asked)).toContain(`#1 `);
  expect(discord.render(asked)).toContain(`https://discord.com/channels/${discord.guild.id}/${plan.channel}/${plan.id}`);
  await noted(asked);
  mia.reply(asked, "change: look at the weekly export too");
  const next = await sees("plan v2", "[Approve]");
  expect(next.channel).toBe(plan.channel);
});

test("what could be shown to nobody comes once they speak with us, or somebody does where it belongs", async () => {
  const house = await openDiscordHouse({ script: planning(looking) });
  onTestFinished(house.close);
  const { discord, mia, jon, room, sees, app } = house;
  const lost = async (count: number) => {
    const rows = () => app().database.sql`select 1 from outbox where error is not null`;
    await expect.poll(async () => (await rows()).length, { timeout: 40_000 }).toBe(count);
  };
  discord.guild.deny(room, "SendMessagesInThreads");
  mia.closeDms();
  mia.mention(room, "make the nightly export faster");
  await lost(1);
  mia.openDms();
  mia.tell("status");
  expect((await sees("#1", "plan v1", "[Approve]")).channel).toBe(mia.dm().id);
  mia.closeDms();
  mia.mention(room, "make the weekly export faster");
  await lost(1);
  discord.guild.allow(room, "SendMessagesInThreads");
  jon.mention(room, "status");
  expect((await sees("#2", "plan v1", "[Approve]")).channel).not.toBe(mia.dm().id);
});

test("a plan that somebody deletes is asked anew, and so is one that was deleted while nobody listened", async () => {
  const { discord, mia, plan, sees, restart, noted } = await openWithPlan();
  const remove = async (message: typeof plan) => {
    await noted(message);
    return () => mia.delete(message);
  };
  const another = async (before: readonly string[]) =>
    discord.until(
      "another plan",
      () =>
        discord
          .messages(discord.channel(plan.channel))
          .find((one) => !before.includes(one.id) && discord.render(one).includes("[Approve]")),
      40_000,
    );
  (await remove(plan))();
  const second = await another([plan.id]);
  await restart(await remove(second));
  const third = await another([plan.id, second.id]);
  await mia.press(third, "Approve");
  await sees("The export was measured.");
  expect(discord.render(discord.now(third) ?? third)).toContain("Closed: approved by mia");
});
