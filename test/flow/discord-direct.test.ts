import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";
import { triage } from "../fixtures/model-answers.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord, app, look } = house;
  const tasks = async () =>
    (await app().database.sql`select number, stage from tasks order by number`).map(({ number, stage }) => `${number} ${stage}`);
  const closed = (message: Parameters<typeof look>[0], words: string) => discord.until(words, () => look(message).includes(words), 40_000);
  return { ...house, tasks, closed };
}

test("several tasks at once in direct messages are told apart by what is replied to and by number", async () => {
  const { discord, mia, sees, told, look, tasks, closed } = await open();
  mia.tell("make the nightly export faster");
  const first = await sees("#1", "plan v1", "[Approve]");
  mia.tell("new: make the weekly export faster");
  const second = await sees("#2", "plan v1", "[Approve]");
  mia.tell("approve");
  await told(mia, "Which one is it for?", "[#1", "[#2");
  expect(look(first)).toContain("[Approve]");
  expect(look(second)).toContain("[Approve]");
  mia.reply(first, "reject because it is fast enough");
  await closed(first, "rejected by mia");
  mia.tell("new: make the monthly export faster");
  await sees("#3", "plan v1", "[Approve]");
  mia.tell("approve #2");
  await closed(second, "approved by mia");
  await sees("The export was measured.");
  expect((await tasks())[0]).toBe("1 cancelled");
  expect(discord.calls().filter(({ status }) => status >= 400)).toEqual([]);
});

test("words answer the task that asks, where only one does", async () => {
  const script = {
    ...planning(looking),
    triage: [triage(0.9, 0.9), triage(0.5, 0.3, [{ id: "fast", text: "What is fast enough?" }]), triage(0.9, 0.9)],
  };
  const { mia, sees, look, closed } = await open({ script });
  mia.tell("make the nightly export faster");
  const first = await sees("#1", "plan v1", "[Approve]");
  mia.tell("new: make the weekly export faster");
  const question = await sees("#2", "What is fast enough?");
  mia.tell("under 15 minutes");
  await closed(question, "under 15 minutes");
  await sees("#2", "plan v1", "[Approve]");
  expect(look(first)).toContain("[Approve]");
});

test("several lines in a row are one request, and who deletes what they asked for takes it back", async () => {
  const { mia, sees, tasks, model } = await open();
  const root = mia.tell("make the nightly export faster");
  mia.tell("the orders one");
  mia.tell("without touching the schema");
  await sees("plan v1", "[Approve]");
  expect(JSON.stringify(model.requestsFor("triage").at(-1))).toContain("without touching the schema");
  expect(await tasks()).toHaveLength(1);
  mia.delete(root);
  await sees("Cancelled");
});

test("a stranger who shares no server with us may not ask, and a bot's words are nobody's", async () => {
  const { discord, tasks } = await open();
  const zoe = discord.person("zoe");
  zoe.tell("make the nightly export faster");
  await discord.until("an answer", () => discord.messages(zoe.dm()).some(({ author }) => author === discord.application.bot.id), 40_000);
  expect(await tasks()).toEqual([]);
});

test("what is said about a task that has ended is not taken for the answer to another", async () => {
  const script = {
    ...planning(looking),
    triage: [triage(0.9, 0.9), triage(0.5, 0.3, [{ id: "fast", text: "What is fast enough?" }])],
  };
  const { mia, sees, told, look, closed } = await open({ script });
  mia.tell("make the nightly export faster");
  const first = await sees("#1", "plan v1", "[Approve]");
  mia.reply(first, "stop");
  await closed(first, "Closed");
  mia.tell("new: make the weekly export faster");
  const question = await sees("#2", "What is fast enough?");
  mia.tell("#1 under 15 minutes");
  await told(mia, "There is no open task #1 here.");
  expect(look(question)).not.toContain("under 15 minutes");
});

/** Two tasks that ask the same at once. */
async function askingTwice() {
  const question = triage(0.5, 0.3, [{ id: "when", text: "When is it due?" }]);
  const house = await open({ script: { ...planning(looking), triage: [question, question, triage(0.9, 0.9), triage(0.9, 0.9)] } });
  house.mia.tell("make the nightly export faster");
  const first = await house.sees("#1", "When is it due?");
  house.mia.tell("new: make the weekly export faster");
  const second = await house.sees("#2", "When is it due?");
  return { ...house, first, second };
}

test("words that may be for several tasks are said to the one whose button is pressed, once, and by nobody else's press again", async () => {
  const { discord, mia, sees, told, look, closed, first, second } = await askingTwice();
  mia.tell("March");
  const which = await told(mia, "Which one is it for?", "[#1", "[#2");
  const copy = discord.now(which) ?? which;
  await mia.press(which, "#2 Make the orders export faster");
  await closed(second, "March");
  await closed(which, "It is for #2");
  expect(look(first)).not.toContain("March");
  expect(look(which)).not.toContain("[#1");
  await sees("#2", "plan v1", "[Approve]");
  await mia.pressStale(copy, "#2 Make the orders export faster");
  mia.tell("#1 April");
  await closed(first, "April");
  expect(discord.failures()).toEqual([]);
});

test.each([
  ["the number of a task alone", "#2"],
  ["a bare number", "2"],
])("%s, said next, says which one words before it are for", async (_, number) => {
  const { discord, mia, told, look, closed, first, second } = await askingTwice();
  mia.tell("March");
  const which = await told(mia, "Which one is it for?");
  mia.tell(number);
  await closed(second, "March");
  await closed(which, "It is for #2");
  expect(look(first)).not.toContain("March");
  expect(discord.failures()).toEqual([]);
});

test("the number of a task, in reply to the question, says which one the words are for that were asked about", async () => {
  const { mia, told, closed, first } = await askingTwice();
  mia.tell("March");
  const which = await told(mia, "Which one is it for?");
  for (const words of ["somebody else's month", "I mean it", "really"]) mia.tell(words);
  await told(mia, "Which one is it for?");
  mia.reply(which, "1");
  await closed(first, "March");
});
