import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Shown } from "../../../src/adapters/adapter.ts";
import { openPosting } from "../../../src/adapters/discord/posting.ts";
import { openShowing } from "../../../src/adapters/discord/showing.ts";
import { findThere } from "../../../src/adapters/discord/there.ts";
import { openThreads } from "../../../src/adapters/discord/threads.ts";
import type { Message } from "../../../src/domain/message.ts";
import type { DiscordOptions } from "../../fixtures/discord/discord.ts";
import { command, openAnswers } from "../../fixtures/discord-answers.ts";
import { card, planApproval, result } from "../samples.ts";

async function open(options: DiscordOptions = {}) {
  const house = await openAnswers(options);
  const { discord, web, log, mia, room, replies } = house;
  onTestFinished(discord.close);
  const me = { user: discord.application.bot.id };
  const desk = { redact: (text: string) => text, log: { ...log, debug: () => undefined, info: () => undefined, error: () => undefined } };
  const threads = openThreads(web, me);
  const there = (channel: string) => findThere(web, channel, me);
  const showing = openShowing({ posting: openPosting(web), replies, threads, there, sight: { seesAll: () => true }, desk });
  const alone = { channel: "discord", workspace: "away", room: room.id, thread: `command:${mia.id}` } as const;
  const show = (shown: Pick<Shown, "key" | "address" | "content"> & Partial<Shown>) =>
    showing.show({
      task: "tsk_1",
      about: { number: 1, title: "Faster", ref: null },
      audience: null,
      asked: [],
      refs: [],
      isDoubtful: false,
      earlier: null,
      ...shown,
    });
  /** The refs of what was shown; what was not is a failure. */
  const refsOf = async (shown: Parameters<typeof show>[0]) => {
    const delivered = await show(shown);
    if (delivered.kind !== "shown") throw new Error(JSON.stringify(delivered));
    return delivered.refs;
  };
  const ask = async (at = Date.now()) => {
    const to = await command(discord, replies, mia, room);
    replies.note({ user: mia.id, channel: room.id }, to, at, true);
  };
  const seen = (channel = room) => discord.messages(channel).map((one) => discord.render(one));
  return { ...house, alone, show, refsOf, ask, seen };
}

const post = (message: Message) => ({ kind: "post", message }) as const;
const cardAt = (minutes: number) => ({ kind: "card", card: { ...card, activeMs: minutes * 60_000 } }) as const;
const long = post({ kind: "reply", text: Array.from({ length: 120 }, (_, n) => `finding ${n}: ${"measured ".repeat(6)}`).join("\n") });
const followUp = "POST /webhooks/:app/:token";

test("every revision of what one person sees is the same message, and the plan is closed in it", async () => {
  const { alone, refsOf, ask, seen } = await open();
  await ask();
  const plan = await refsOf({ key: "apr_1", address: alone, content: post(planApproval) });
  let refs: readonly string[] = [];
  for (const minutes of [1, 2, 3, 4]) refs = await refsOf({ key: "card:1", address: alone, content: cardAt(minutes), refs });
  await refsOf({ key: "apr_1", address: alone, content: post({ ...planApproval, closed: "approved by mia" }), refs: plan });
  const shown = seen().join("\n");
  expect(seen()).toHaveLength(plan.length + 1);
  expect(shown).toContain("4 min ·");
  expect(shown).toContain("approved by mia");
  expect(shown).not.toContain("[Approve");
});

test("after a quarter of an hour only news comes, as direct messages, which are changed in place", async () => {
  const { discord, mia, alone, refsOf, ask, seen } = await open();
  await ask(Date.now() - 15 * 60_000);
  expect(await refsOf({ key: "card:1", address: alone, content: cardAt(1) })).toEqual([]);
  expect(seen(mia.dm())).toEqual([]);
  const refs = await refsOf({ key: "apr_1", address: alone, content: post(planApproval) });
  const told = seen(mia.dm()).length;
  await refsOf({ key: "apr_1", address: alone, content: post({ ...planApproval, closed: "approved by mia" }), refs });
  expect(seen(mia.dm()).join("\n")).toContain("approved by mia");
  expect([seen(mia.dm()).length, discord.notices(mia).length]).toEqual([told, told]);
});

test("what was shown as an answer is not shown again when it cannot be changed any more", async () => {
  const { discord, mia, alone, refsOf, ask, seen } = await open();
  await ask();
  const refs = await refsOf({ key: "card:1", address: alone, content: cardAt(1) });
  const gone = { kind: "refused", status: 401, code: 50_027, message: "Invalid Webhook Token", times: 10 } as const;
  discord.fault("PATCH /webhooks/:app/:token/messages/:message", gone);
  expect(await refsOf({ key: "card:1", address: alone, content: cardAt(2), refs })).toEqual(refs);
  expect(await refsOf({ key: "card:1", address: alone, content: cardAt(3), refs: ["private"] })).toEqual(["private"]);
  expect([seen().length, seen(mia.dm()).length]).toEqual([1, 0]);
});

test("parts that one person was told already are not told again when a later one has to wait", async () => {
  const { discord, alone, show, ask, seen } = await open();
  await ask();
  discord.fault(followUp, { kind: "rate-limited", retryAfterSeconds: 3 });
  expect(await show({ key: "rec_1", address: alone, content: long })).toMatchObject({ kind: "later" });
  const again = { key: "rec_1", address: alone, content: long, isDoubtful: true };
  await expect.poll(() => show(again), { timeout: 20_000 }).toMatchObject({ kind: "shown" });
  const shown = seen().join("\n");
  for (let n = 0; n < 120; n++) expect(shown.split(`finding ${n}:`)).toHaveLength(2);
});

test("a direct message of which nobody heard whether it was posted is found, though an answer is possible by then", async () => {
  const { discord, mia, alone, show, ask, seen } = await open({ nonceLifeMs: 0 });
  discord.fault("POST /channels/:channel/messages", { kind: "lost-answer" });
  const shown = { key: "rec_1", address: alone, content: post({ kind: "reply", text: "here I am" }) } as const;
  await expect(show(shown)).rejects.toThrow();
  await ask();
  await show({ ...shown, isDoubtful: true });
  expect([...seen(mia.dm()), ...seen()].filter((one) => one.includes("here I am"))).toHaveLength(1);
});

test("what the task made comes with what one person is told", async () => {
  const { discord, room, alone, refsOf, ask } = await open();
  const directory = await mkdtemp(join(tmpdir(), "adjutant-made-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, "changes.diff");
  await writeFile(path, "+export const batch = 5000;");
  await ask();
  const artifacts = [{ name: "changes.diff", path, bytes: 27, sha256: "" }];
  await refsOf({ key: "rec_1", address: alone, content: post({ ...result, artifacts }) });
  const [attached] = discord.messages(room).filter(({ attachments }) => attachments.length > 0);
  expect(attached && [attached.shownTo !== null, discord.file(attached)]).toEqual([true, "+export const batch = 5000;"]);
  expect(attached && discord.render(attached)).toContain("[Retry]");
});

test("what cannot be shown where it belongs comes to everybody who is asked, and is closed for all of them", async () => {
  const { discord, mia, room, show, refsOf, seen } = await open();
  const [jon, zoe] = [discord.guild.person("jon"), discord.guild.person("zoe")];
  zoe.closeDms();
  const root = mia.mention(room, "make the nightly export faster");
  const address = { channel: "discord", workspace: discord.guild.id, room: room.id, thread: root.id } as const;
  discord.guild.deny(room, "SendMessages", "SendMessagesInThreads");
  const asked = [mia, jon, zoe].map(({ id }) => `discord:${id}`);
  const approval = { key: "apr_1", address, content: post(planApproval), asked };
  const said = (one: typeof mia) => discord.messages(one.dm())[0]?.components[0]?.["content"];
  const delivered = await show(approval);
  expect(delivered).toMatchObject({ kind: "shown", instead: expect.stringContaining(`to ${zoe.id}: Discord: Cannot send`) });
  expect(delivered).toMatchObject({ instead: expect.stringMatching(/Missing Permissions \(50013\); let the bot .*send messages/) });
  for (const one of [mia, jon]) {
    expect(seen(one.dm()).join("\n")).toContain("[Approve");
    expect(said(one)).toEqual(`-# I may not write where this belongs, in <#${room.id}>, so it comes here.`);
  }
  const refs = delivered.kind === "shown" ? delivered.refs : [];
  expect(await refsOf({ ...approval, content: post({ ...planApproval, closed: "approved by jon" }), refs })).toEqual(refs);
  for (const one of [mia, jon]) {
    expect(seen(one.dm()).join("\n")).toContain("approved by jon");
    expect(seen(one.dm()).join("\n")).not.toContain("[Approve");
    expect(said(one)).toContain(`I may not write where this belongs, in <#${room.id}>`);
  }
});

test("what one person is told in direct messages begins with what it is about, also once it is changed", async () => {
  const { discord, mia, room, refsOf, seen } = await open();
  const root = mia.mention(room, "make the nightly export faster");
  const address = { channel: "discord", workspace: discord.guild.id, room: room.id, thread: root.id } as const;
  const audience = { channel: "discord", id: mia.id, name: "mia", groups: [] } as const;
  const about = { number: 4, title: "Export *all*", ref: `${root.id}/77` };
  const link = `https://discord.com/channels/${discord.guild.id}/${root.id}/77`;
  const notice = { key: "msg_1", address, audience, about, content: post({ kind: "reply", text: "Counted." }) } as const;
  const refs = await refsOf(notice);
  const head = `-# #4 Export \\*all\\* · ${link}`;
  expect(seen(mia.dm())).toEqual([expect.stringContaining(`${head}\n  Counted.`)]);
  await refsOf({ ...notice, content: post({ kind: "reply", text: "Counted twice." }), refs });
  expect(seen(mia.dm())).toEqual([expect.stringContaining(`${head}\n  Counted twice.`)]);
  await refsOf({ ...notice, key: "msg_2", about: { ...about, ref: null } });
  expect(discord.messages(mia.dm()).at(-1)?.components[0]).toMatchObject({ content: `-# #4 Export \\*all\\* · <#${root.id}>` });
});

test.each([
  ["gone", "delete", /was deleted/],
  ["locked", "lock", /unlock the thread/],
] as const)("an answer in a thread that is %s comes with the name of its task, and the operator reads the cure", async (_, how, cure) => {
  const { discord, mia, room, refsOf, show, seen } = await open();
  const root = mia.mention(room, "make the nightly export faster");
  const address = { channel: "discord", workspace: discord.guild.id, room: room.id, thread: root.id } as const;
  await refsOf({ key: "msg_1", address, content: post({ kind: "reply", text: "Begun." }) });
  const thread = discord.channel(root.id);
  if (thread === undefined) throw new Error("there is no thread");
  if (how === "delete") discord.guild.deleteChannel(thread);
  else discord.guild.archive(thread, true);
  const answer = { key: "msg_2", address, content: post({ kind: "reply", text: "Counted." }), earlier: `${root.id}/1` } as const;
  expect(await show({ ...answer, asked: [`discord:${mia.id}`] })).toMatchObject({ instead: expect.stringMatching(cure) });
  expect(seen(mia.dm())[0]).toContain("#1 Faster · I may not write where this belongs");
});

test("what somebody deleted comes anew when it changes while it goes on, and stays away when it is over", async () => {
  const { discord, mia, room, refsOf, seen } = await open();
  const root = mia.mention(room, "make the nightly export faster");
  const address = { channel: "discord", workspace: discord.guild.id, room: room.id, thread: root.id } as const;
  const begun = { card: { ...card, stage: "executing", approvedBy: "mia" }, kind: "card" } as const;
  const first = await refsOf({ key: "card:1", address, content: begun });
  const thread = discord.channel(root.id) ?? room;
  const remove = () => mia.delete(discord.messages(thread).at(-1) ?? root);
  remove();
  const anew = await refsOf({ key: "card:1", address, content: { ...begun, card: { ...begun.card, activeMs: 60_000 } }, refs: first });
  expect([anew.length, anew[0] === first[0], seen(thread).length]).toEqual([1, false, 2]);
  remove();
  const over = { ...begun, card: { ...begun.card, stage: "completed" } } as const;
  expect(await refsOf({ key: "card:1", address, content: over, refs: anew })).toEqual(anew);
  expect(seen(thread)).toHaveLength(1);
});

test("what a command is answered with comes in direct messages where its answer cannot be given any more", async () => {
  const { mia, alone, refsOf, ask, seen } = await open({ tokenLifeMs: -1 });
  await ask();
  await refsOf({ key: "msg_1", address: alone, content: post({ kind: "reply", text: "#1 Faster — executing" }) });
  expect(seen(mia.dm())).toEqual([expect.stringContaining("#1 Faster — executing")]);
});
