import { describe, expect, onTestFinished, test } from "vitest";
import { looking, planning } from "../fixtures/chat-scripts.ts";
import type { Fault } from "../fixtures/discord/faults.ts";
import { type HouseOptions, openDiscordHouse } from "../fixtures/discord-house.ts";

const post = "POST /channels/:channel/messages";
const edit = "PATCH /channels/:channel/messages/:message";

async function open(options: Partial<HouseOptions> = {}) {
  const house = await openDiscordHouse({ script: planning(looking), ...options });
  onTestFinished(house.close);
  const { discord, app } = house;
  const shown = (words: string) => discord.messages().filter((one) => discord.render(one).includes(words));
  const tasks = async () => (await app().database.sql`select id from tasks`).length;
  return { ...house, shown, tasks };
}

const faults: readonly Fault[] = [
  { kind: "lost-answer" },
  { kind: "malformed" },
  { kind: "reset" },
  { kind: "error", status: 500, times: 2 },
  { kind: "rate-limited", retryAfterSeconds: 3 },
];

describe.each([
  ["remembers", 300_000],
  ["has forgotten", 0],
] as const)("where Discord %s what was posted", (_, nonceLifeMs) => {
  test.each(faults)("a post that meets with $kind is there once", async (fault) => {
    const { discord, mia, room, sees, shown } = await open({ discord: { nonceLifeMs } });
    discord.fault(post, { ...fault, where: (body) => JSON.stringify(body).includes("plan v1") });
    mia.mention(room, "make the nightly export faster");
    await discord.until("it was befallen", () => discord.calls(post).some((call) => call.fault === fault.kind), 40_000);
    await discord.until("it was looked for", () => discord.calls("GET /channels/:channel/messages").length > 0, 40_000);
    await mia.press(await sees("plan v1", "[Approve]"), "Approve");
    await sees("The export was measured.");
    expect(shown("plan v1")).toHaveLength(1);
  });
});

test("too many edits hold nothing else up, and the card's last state is shown in the end", async () => {
  const { discord, mia, room, sees, look } = await open();
  mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  discord.fault(edit, { kind: "rate-limited", retryAfterSeconds: 3, times: 2 });
  await mia.press(plan, "Approve");
  await sees("The export was measured.");
  await sees("2/2 · done");
  await discord.until("the plan is closed", () => look(plan).includes("Closed: approved by mia"), 40_000);
});

test("with Discord's own limits a whole conversation goes through, and nothing is there twice", async () => {
  const { discord, mia, room, sees, shown } = await open();
  discord.enforceRateLimits();
  mia.mention(room, "make the nightly export faster");
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
  expect(shown("[Retry]")).toHaveLength(1);
  expect(discord.failures()).toEqual([]);
});

test("where we may not begin a thread it goes on by replies in the channel", async () => {
  const { discord, mia, room, sees } = await open();
  discord.guild.deny(room, "CreatePublicThreads");
  const root = mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  expect([plan.channel, plan.reference?.message]).toEqual([room.id, root.id]);
  mia.reply(plan, "approve");
  await sees("The export was measured.");
});

test("what cannot be shown where it belongs comes to whom it is for, and its buttons count there", async () => {
  const { discord, mia, room, sees } = await open();
  discord.guild.deny(room, "SendMessagesInThreads");
  mia.mention(room, "make the nightly export faster");
  const plan = await sees("plan v1", "[Approve]");
  expect(plan.channel).toBe(mia.dm().id);
  await mia.press(plan, "Approve");
  expect((await sees("The export was measured.", "[Retry]")).channel).toBe(mia.dm().id);
  expect(discord.failures()).toEqual([]);
});

test("what can be shown to nobody is told by tasks, not lost in silence", async () => {
  const { discord, mia, room, app } = await open();
  discord.guild.deny(room, "SendMessagesInThreads");
  mia.closeDms();
  mia.mention(room, "make the nightly export faster");
  const errors = () => app().database.sql<{ error: string }[]>`select error from outbox where error is not null`;
  await expect.poll(async () => (await errors()).map(({ error }) => error).join(), { timeout: 40_000 }).toContain("Discord: ");
  expect(discord.failures()).toEqual([]);
});

test("a burst of 200 messages in a server loses no request and doubles none", async () => {
  const { discord, mia, jon, room, sees, shown, tasks } = await open();
  for (let n = 0; n < 100; n++) jon.say(room, `just talking ${n}`);
  mia.mention(room, "make the nightly export faster");
  for (let n = 100; n < 199; n++) jon.say(room, `just talking ${n}`);
  await mia.press(await sees("plan v1", "[Approve]"), "Approve");
  await sees("The export was measured.");
  expect(await tasks()).toBe(1);
  expect(shown("[Retry]")).toHaveLength(1);
  expect(discord.failures()).toEqual([]);
});

test("twenty requests at once, each in its own thread, are each answered once", async () => {
  const { discord, mia, room, sees, tasks, settle } = await open({ script: planning(looking) });
  for (let n = 0; n < 20; n++) mia.mention(room, `make export ${n} faster`);
  await sees("#20", "plan v1", "[Approve]");
  await settle();
  expect(await tasks()).toBe(20);
  expect(discord.guild.threads(room)).toHaveLength(20);
  for (const thread of discord.guild.threads(room))
    expect(discord.messages(thread).filter((one) => discord.render(one).includes("plan v1"))).toHaveLength(1);
});
