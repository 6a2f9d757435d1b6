import { expect, onTestFinished, test } from "vitest";
import { escapeInto } from "../../src/adapters/discord/look/text.ts";
import { registerCommands } from "../../src/adapters/discord/registration.ts";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord, app } = house;
  await registerCommands({ token: discord.token, apiUrl: discord.apiUrl, server: null });
  const whispered = (who: { readonly id: string }, words: string) =>
    discord.until(
      `told ${words}`,
      () => discord.messages().find((one) => one.shownTo === who.id && discord.render(one).includes(words)),
      40_000,
    );
  const tasks = async () => (await app().database.sql`select id from tasks`).length;
  return { ...house, whispered, tasks };
}

test("adjutant in a channel begins a thread that everybody sees, and exact words go to the task that is open there", async () => {
  const { discord, mia, room, sees, whispered } = await open();
  await mia.slash(room, "adjutant ask", { what: "make the nightly export faster" });
  const plan = await sees("plan v1", "[Approve]");
  const [thread] = discord.guild.threads(room);
  expect(plan.channel).toBe(thread?.id);
  await whispered(mia, "I go on in");
  await mia.slash(room, "adjutant approve");
  await sees("The export was measured.");
  expect(discord.failures()).toEqual([]);
});

test("help and what is open nowhere are told to who asks alone", async () => {
  const { discord, jon, room, whispered } = await open();
  await jon.slash(room, "adjutant help");
  await whispered(jon, "While a task is open");
  await jon.slash(room, "adjutant approve");
  await whispered(jon, "No task is open here.");
  expect(discord.messages(room)).toEqual(discord.messages(room).filter(({ shownTo }) => shownTo === jon.id));
});

test("grants are told to who gave them alone, and taken back by a button", async () => {
  const needs = { writes: [], network: ["api.pay.com"], secrets: [], hostPaths: [] };
  const sending = { id: "send", kind: "shell", input: { command: "echo sent" }, needs } as const;
  const { discord, mia, jon, room, sees, whispered } = await open({ script: planning(sending) });
  const root = mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await discord.until("the form", () => mia.modal());
  await mia.submit({});
  await sees("one step", "[Approve]");
  mia.say(discord.channel(root.id) ?? room, "approve for 1 hour");
  await sees("The export was measured.");
  await jon.slash(room, "adjutant grants");
  await whispered(jon, "You have given none");
  await mia.slash(room, "adjutant grants");
  await mia.press(await whispered(mia, "[Revoke]"), "Revoke");
  await whispered(mia, "Taken back");
  await mia.slash(room, "adjutant grants");
  await whispered(mia, "You have given none");
  expect(discord.failures()).toEqual([]);
});

test("in direct messages its words count as if they were written", async () => {
  const { mia, sees } = await open();
  await mia.slash(mia.dm(), "adjutant ask", { what: "make the nightly export faster" });
  await sees("plan v1", "[Approve]");
  await mia.slash(mia.dm(), "adjutant approve");
  await sees("The export was measured.");
});

test("somebody's message is made a task by who chooses it, in a thread that begins there", async () => {
  const { discord, mia, jon, room, sees } = await open();
  const said = jon.say(room, "the nightly export is slow again");
  await mia.useOn(said, "Make this a task");
  const plan = await sees("plan v1", "[Approve]");
  expect(plan.channel).toBe(said.id);
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  expect(discord.failures()).toEqual([]);
});

test("who installed it for themselves is answered where we are no member, alone", async () => {
  const { discord, mia, jon, told, look } = await open();
  mia.install();
  const elsewhere = mia.dmWith(jon);
  await mia.slash(elsewhere, "adjutant ask", { what: "make the nightly export faster" });
  const plan = await told(mia, "plan v1", "[Approve]");
  await mia.press(plan, "Approve");
  await told(mia, "The export was measured.");
  await told(mia, "2/2 · done");
  await discord.until("the plan is closed", () => look(plan).includes("Closed: approved by mia"), 40_000);
  // One message each, changed in place: the plan, the card, the report.
  const shown = (words: string) => discord.messages(elsewhere).filter((one) => discord.render(one).includes(words));
  expect([shown("plan v1"), shown("2/2 · done"), shown("[Retry]")].map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(discord.messages(mia.dm()).filter((one) => discord.render(one).includes("#1"))).toEqual([]);
  expect(discord.messages(elsewhere).filter(({ shownTo }) => shownTo === null)).toEqual([]);
  expect(discord.failures()).toEqual([]);
});

const onlyMia: HouseOptions["policy"] = ({ mia }) => `requesters: ["discord:${mia.id}"]\n`;

test("who may not ask makes us write nothing that others see, by command or from a message's menu; they are told why, alone", async () => {
  const { discord, jon, room, whispered, tasks, settle } = await open({ policy: onlyMia });
  await jon.slash(room, "adjutant ask", { what: "[a gift](https://evil.example)" });
  await whispered(jon, "can't ask for work here");
  const before = discord.messages().filter(({ shownTo }) => shownTo === jon.id).length;
  const said = jon.say(room, "the nightly export is slow again");
  await jon.useOn(said, "Make this a task");
  await discord.until("another answer", () => discord.messages().filter(({ shownTo }) => shownTo === jon.id).length > before, 40_000);
  await settle();
  expect(discord.messages(room).filter(({ shownTo, id }) => shownTo === null && id !== said.id)).toEqual([]);
  expect(discord.guild.threads(room)).toEqual([]);
  expect(await tasks()).toBe(0);
  expect(discord.failures()).toEqual([]);
});

test("who may not write in a channel does not write there through us", async () => {
  const { discord, mia, jon, room, whispered, tasks } = await open();
  const said = jon.say(room, "the nightly export is slow again");
  discord.guild.silence(mia);
  await mia.slash(room, "adjutant ask", { what: "make the nightly export faster" });
  await whispered(mia, "You may not write here");
  await mia.useOn(said, "Make this a task");
  await discord.until(
    "both answers",
    () => discord.messages().filter((one) => discord.render(one).includes("You may not write here")).length === 2,
    40_000,
  );
  expect(discord.guild.threads(room)).toEqual([]);
  expect(await tasks()).toBe(0);
});

test("words that we write for somebody are shown to the letter", async () => {
  const { discord, mia, room, sees } = await open();
  await mia.slash(room, "adjutant ask", { what: "# look at __this__ and **hurry**" });
  await sees("plan v1", "[Approve]");
  const [written] = discord.messages(room).filter(({ shownTo }) => shownTo === null);
  expect(written?.content).toBe(`<@${mia.id}>: ${escapeInto("# look at __this__ and **hurry**", 100)}`);
});

test("exact words in somebody else's message are quoted with their author, and done by nobody", async () => {
  const { discord, mia, jon, room, sees, model } = await open();
  const said = jon.say(room, "link ABCD-EFGH");
  await mia.useOn(said, "Make this a task");
  await sees("plan v1", "[Approve]");
  expect(JSON.stringify(model.requestsFor("triage"))).toContain("was written by jon:\\n> link ABCD-EFGH");
  expect(discord.messages().filter((one) => discord.render(one).includes("code"))).toEqual([]);
});

test("a long request by command ends its thinking", async () => {
  const { discord, mia, sees, whispered } = await open();
  await mia.slash(mia.dm(), "adjutant ask", { what: `make the nightly export faster, ${"please ".repeat(500)}` });
  await sees("plan v1", "[Approve]");
  await whispered(mia, "Heard.");
  expect(discord.calls("PATCH /webhooks/:application/:token/messages/@original").filter(({ status }) => status >= 400)).toEqual([]);
});
