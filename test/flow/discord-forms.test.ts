import { expect, onTestFinished, test } from "vitest";
import { looking, planning, sending, writing } from "../fixtures/chat-scripts.ts";
import { openDiscordHouse } from "../fixtures/discord-house.ts";
import { triage } from "../fixtures/model-answers.ts";

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

test("a file that comes with an answer is said to people by its name, and to the model by where it is read", async () => {
  const which = { id: "which", text: "Which export?", choices: ["orders", "ledger"] };
  const script = { ...planning(looking), triage: [triage(0.5, 0.3, [which]), triage(0.9, 0.9)] };
  const house = await openDiscordHouse({ script });
  onTestFinished(house.close);
  const { discord, mia, room, sees, look, model } = house;
  mia.mention(room, "make the nightly export faster");
  const questions = await sees("Which export?", "[Answer]");
  await mia.press(questions, "Answer");
  await discord.until("the form", () => mia.modal());
  await mia.submit({ "Which export?": "orders", Files: [{ name: "rows.csv", content: "id,total" }] });
  await sees("plan v1", "[Approve]");
  expect(look(questions)).toContain("Which export? — **orders 📎 rows.csv**");
  expect(JSON.stringify(model.requestsFor("plan"))).toContain("to be read at $STEPS/request/: rows.csv");
});
