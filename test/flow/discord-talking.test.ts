import { expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";
import { triage } from "../fixtures/model-answers.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { app } = house;
  return { ...house, tasks: async () => (await app().database.sql`select id from tasks`).length };
}

const asking = {
  ...planning(looking),
  triage: [triage(0.5, 0.3, [{ id: "fast", text: "What is fast enough?" }]), triage(0.9, 0.9)],
};

test("without the message content intent it is mentioned, or replied to, each time; what names nobody of us is not heard", async () => {
  const { discord, mia, room, sees, told, look } = await open({ script: asking, discord: { messageContent: false } });
  const root = mia.mention(room, "make the nightly export faster");
  const question = await sees("What is fast enough?");
  const thread = discord.channel(root.id);
  if (thread === undefined) throw new Error("no thread");
  expect(look(question)).toContain("Mention me, reply to this message");
  mia.say(thread, "it should be quick");
  const hint = "I can't read what you write here";
  await told(mia, hint);
  mia.say(thread, "quicker than today");
  mia.reply(question, "under 15 minutes");
  await discord.until("the answer", () => look(question).includes("under 15 minutes"), 40_000);
  await sees("plan v1", "[Approve]", "mention me, or reply to this message");
  mia.mention(thread, "approve");
  await sees("The export was measured.");
  expect(discord.messages().filter((one) => discord.render(one).includes(hint))).toHaveLength(1);
});

test("who is called into a thread that went on without us is understood by what was said there", async () => {
  const { mia, jon, room, sees, model } = await open();
  const first = jon.say(room, "the nightly export takes 41 minutes");
  const thread = jon.startThread(first, "slow export");
  jon.say(thread, "it is the orders query");
  mia.mention(thread, "make it faster");
  const plan = await sees("plan v1", "[Approve]");
  expect(plan.channel).toBe(thread.id);
  expect(JSON.stringify(model.requestsFor("triage").at(-1))).toContain("it is the orders query");
});

test("other bots and webhooks are not heard, and what people say among themselves is no request", async () => {
  const { discord, jon, room, settle, tasks } = await open();
  discord.guild.otherBot("robot").mention(room, "make the nightly export faster");
  jon.say(room, "the nightly export is slow");
  await settle();
  expect(await tasks()).toBe(0);
});

test("a file that comes with a request is there for its steps", async () => {
  const { mia, room, sees, app } = await open({ script: planning({ ...looking, input: { command: 'cat "$STEPS/request/notes.txt"' } }) });
  mia.mention(room, "make the nightly export faster", { files: [{ name: "notes.txt", content: "orders only" }] });
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
  const [task] = await app().database.sql<{ request: string }[]>`select request from tasks`;
  expect(task?.request).toContain("notes.txt");
  await sees("orders only");
});

test("an edit begins nothing anew", async () => {
  const { mia, room, sees, settle, tasks, discord } = await open();
  const root = mia.mention(room, "make the nightly export faster https://example.com");
  await sees("plan v1", "[Approve]");
  discord.unfurl(root);
  mia.edit(root, `${root.content} please`);
  await settle();
  expect(await tasks()).toBe(1);
});

test.each(["one by one", "with many others, by a moderator"])(
  "a task in a thread of people's own ends where the message it began with is deleted %s, and with no other",
  async (how) => {
    const { discord, mia, jon, room, sees, settle, look } = await open();
    const first = jon.say(room, "the nightly export takes 41 minutes");
    const thread = jon.startThread(first, "slow export");
    const asked = mia.mention(thread, "make it faster");
    const plan = await sees("plan v1", "[Approve]");
    const others = [mia.say(thread, "I mean by the weekend"), jon.say(thread, "that would be good")];
    if (how === "one by one") for (const one of others) discord.guild.purge(thread, [one]);
    await settle();
    expect(look(plan)).toContain("[Approve]");
    if (how === "one by one") mia.delete(asked);
    else discord.guild.purge(thread, [...others, asked]);
    await sees("Cancelled by mia or a moderator");
  },
);

test("a task is handed over to whom a message names, and they decide from then on", async () => {
  const { discord, mia, jon, room, sees, told, look } = await open();
  const root = mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  const thread = discord.channel(root.id);
  if (thread === undefined) throw new Error("no thread");
  mia.say(thread, `assign <@${jon.id}>`);
  await told(jon, "is yours now");
  await jon.press(plan, "Approve");
  await sees("The export was measured.");
  await discord.until("closed", () => look(plan).includes("approved by jon"), 40_000);
});

test("an endpoint that has neither channels, members nor accounts to ask for is believed what comes with each message", async () => {
  const { discord, mia, jon, room, sees, restart } = await open();
  const lacking = ["GET /channels/:channel", "GET /guilds/:guild/members/:user", "GET /users/:user", "GET /users/@me/guilds"];
  await restart(() => {
    for (const route of lacking) discord.fault(route, { kind: "refused", status: 404, code: 0, message: "404: Not Found", times: 1_000 });
  });
  jon.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  await jon.press(plan, "Approve");
  await sees("The export was measured.");
  mia.tell("list what is exported");
  await sees("#2", "plan v1", "[Approve]");
  expect(discord.failures()).toEqual([]);
});
