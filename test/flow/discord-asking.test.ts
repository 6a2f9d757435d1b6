import { expect, onTestFinished, test } from "vitest";
import { registerCommands } from "../../src/adapters/discord/registration.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";
import { triage } from "../fixtures/model-answers.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord, app, look } = house;
  await registerCommands({ token: discord.token, apiUrl: discord.apiUrl, server: null });
  const whispers = (who: { readonly id: string }) => discord.messages().filter(({ shownTo }) => shownTo === who.id);
  const tasks = async () =>
    (await app().database.sql`select number, stage from tasks order by number`).map(({ number, stage }) => `${number} ${stage}`);
  const shows = (message: Parameters<typeof look>[0], words: string) => discord.until(words, () => look(message).includes(words), 40_000);
  return { ...house, whispers, tasks, shows };
}

const asksFirst = () => ({
  ...planning(looking),
  triage: [triage(0.5, 0.3, [{ id: "fast", text: "What is fast enough?" }]), triage(0.9, 0.9), triage(0.9, 0.9)],
});

test("a message that is made a task in a thread where a question is open is a task of its own beside it, and no answer", async () => {
  const { discord, mia, jon, room, sees, told, look } = await open({ script: asksFirst() });
  const root = mia.mention(room, "make the nightly export faster");
  const question = await sees("#1", "What is fast enough?");
  const thread = discord.channel(root.id) ?? room;
  const said = jon.say(thread, "somebody should count the stock");
  await mia.useOn(said, "Make this a task");
  const plan = await sees("#2", "plan v1", "[Approve]");
  expect(look(question)).not.toContain("count the stock");
  expect([thread.id, room.id]).not.toContain(plan.channel);
  await told(mia, "I go on in #somebody should count the stock");
  await mia.slash(thread, "adjutant ask", { what: "make the weekly export faster" });
  const third = await sees("#3", "plan v1", "[Approve]");
  expect([thread.id, room.id, plan.channel]).not.toContain(third.channel);
  expect(look(question)).not.toContain("weekly");
  expect(discord.failures()).toEqual([]);
});

test("where we are no member each request is a conversation of its own, and words by number go to theirs", async () => {
  const { discord, mia, jon, told, look, shows, tasks } = await open({ script: asksFirst() });
  mia.install();
  const elsewhere = mia.dmWith(jon);
  await mia.slash(elsewhere, "adjutant ask", { what: "make the nightly export faster" });
  const question = await told(mia, "#1", "What is fast enough?");
  await mia.slash(elsewhere, "adjutant ask", { what: "make the weekly export faster" });
  const second = await told(mia, "#2", "plan v1", "[Approve]");
  expect(look(question)).not.toContain("weekly");
  await mia.slash(elsewhere, "adjutant ask", { what: "#1 under 15 minutes" });
  await shows(question, "under 15 minutes");
  await told(mia, "#1", "plan v1", "[Approve]");
  await mia.slash(elsewhere, "adjutant reject");
  await shows(second, "rejected by mia");
  expect((await tasks())[1]).toBe("2 cancelled");
  expect(discord.messages(elsewhere).filter(({ shownTo }) => shownTo === null)).toEqual([]);
});

test("a command that only asks is answered once, and alone", async () => {
  const { discord, mia, jon, room, sees, told, whispers } = await open({ script: asksFirst() });
  const root = mia.mention(room, "make the nightly export faster");
  await sees("#1", "What is fast enough?");
  const thread = discord.channel(root.id) ?? room;
  mia.tell("make the weekly export faster");
  await sees("#2", "plan v1", "[Approve]");
  const shown = () => discord.messages().filter(({ shownTo }) => shownTo === null).length;
  const before = shown();
  const ask = async (line: string, answer: string, given = {}) => {
    const earlier = whispers(jon).map(({ id }) => id);
    await jon.slash(thread, line, given);
    await discord.until(answer, () => whispers(jon).some((one) => discord.render(one).includes(answer)), 40_000);
    const fresh = whispers(jon).filter(({ id }) => !earlier.includes(id));
    expect(fresh.map((one) => discord.render(one)).join("\n")).not.toContain("Heard");
    expect(fresh.map((one) => discord.render(one))).toHaveLength(1);
  };
  await ask("adjutant status", "#1");
  await ask("adjutant help", "While a task is open");
  await ask("adjutant tasks", "You have no open tasks.");
  await ask("adjutant approve", "There is no open task #77 here.", { task: 77 });
  await mia.slash(room, "adjutant tasks");
  await told(mia, "#1", "#make the nightly export faster", "#2", "in our direct messages");
  expect(shown()).toBe(before);
});

test("who only calls us is helped in a reply, and a thread is named by words, not by the ids of channels", async () => {
  const { discord, mia, room, sees } = await open();
  const call = mia.mention(room, "");
  const help = await sees("Ask for a piece of work in your own words.");
  expect(help).toMatchObject({ channel: room.id, reference: { message: call.id } });
  expect(discord.guild.threads(room)).toEqual([]);
  mia.mention(room, `<#${room.id}> tell what the nightly export does`);
  await sees("plan v1", "[Approve]");
  expect(discord.guild.threads(room).map(({ name }) => name)).toEqual(["tell what the nightly export does"]);
});

test("a long request by command is quoted with an end that says it goes on", async () => {
  const { discord, mia, room, sees } = await open();
  await mia.slash(room, "adjutant ask", { what: `make the nightly export faster, ${"please ".repeat(400)}` });
  await sees("plan v1", "[Approve]");
  const [written] = discord.messages(room).filter(({ shownTo }) => shownTo === null);
  expect(written?.content.endsWith("…")).toBe(true);
});
