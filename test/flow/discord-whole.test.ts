import { expect, onTestFinished, test } from "vitest";
import { openDiscordHouse } from "../fixtures/discord-house.ts";
import { triage } from "../fixtures/model-answers.ts";
import { planning, sending, writing } from "../fixtures/slack-scripts.ts";

const script = {
  ...planning(writing, sending),
  triage: [
    triage(0.5, 0.3, [{ id: "which", text: "Which export?", choices: ["orders", "ledger"] }]),
    triage(0.8, 0.5, [{ id: "fast", text: "What is fast enough?" }]),
    triage(0.9, 0.9),
  ],
};

test("in direct messages: two rounds of questions, a change by form, an approval, a confirmation by button, and the diff", async () => {
  const house = await openDiscordHouse({ script });
  onTestFinished(house.close);
  const { discord, mia, sees, look } = house;
  mia.tell("make the nightly export faster");
  await mia.press(await sees("Which export?"), "orders");
  await sees("What is fast enough?");
  mia.tell("under 15 minutes");
  const first = await sees("plan v1", "[Approve");
  await mia.press(first, "Request changes");
  await discord.until("the form", () => mia.modal());
  await mia.submit({ text: "keep the schema" });
  const second = await sees("plan v2", "[Approve");
  expect(look(first)).toContain("changes requested by mia: keep the schema");
  expect(look(second)).toContain("Approve");
});
