import { expect, onTestFinished, test } from "vitest";
import { planning, sending, writing } from "../fixtures/chat-scripts.ts";
import { openDiscordHouse } from "../fixtures/discord-house.ts";

test("a form that asks once more says exactly what is stored, and none opens for what is closed", async () => {
  const house = await openDiscordHouse({ script: planning(writing, sending) });
  onTestFinished(house.close);
  const { discord, mia, room, sees, look } = house;
  mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  await mia.press(plan, "Approve");
  const form = discord.render(await discord.until("the form", () => mia.modal()));
  expect(form).toContain("Tier: external. Can send data to api.pay.com; may change anything in the workspace.");
  await mia.submit({ text: "once" });
  await discord.until("the plan is closed", () => look(plan).includes("Closed: approved by mia: once"));
  expect(await mia.pressStale(plan, "Reject")).toMatchObject({ kind: "reply", ephemeral: true });
  expect(discord.messages().some((one) => one.shownTo === mia.id && discord.render(one).includes("Closed: approved by mia: once"))).toBe(
    true,
  );
  expect(discord.failures()).toEqual([]);
});
