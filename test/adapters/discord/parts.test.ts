import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Shown } from "../../../src/adapters/adapter.ts";
import { renderMessage } from "../../../src/adapters/discord/look/message.ts";
import { postWhole, showParts } from "../../../src/adapters/discord/parts.ts";
import { openPosting } from "../../../src/adapters/discord/posting.ts";
import { findThere, nothingThere } from "../../../src/adapters/discord/there.ts";
import { openWeb } from "../../../src/adapters/discord/web.ts";
import type { Message } from "../../../src/domain/message.ts";
import { startDiscord } from "../../fixtures/discord/discord.ts";
import { result } from "../samples.ts";

const post = "POST /channels/:channel/messages";

async function open(nonceLifeMs = 300_000) {
  const discord = await startDiscord({ nonceLifeMs });
  onTestFinished(discord.close);
  const web = openWeb(discord.token, discord.apiUrl);
  const room = discord.guild.channel("shop");
  const warned: string[] = [];
  const desk = { redact: (text: string) => text, log: { warn: (_: object, message: string) => void warned.push(message) } };
  const directory = await mkdtemp(join(tmpdir(), "adjutant-made-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const made = (names: readonly string[], content: string | Buffer = "text") =>
    Promise.all(
      names.map(async (name) => {
        const path = join(directory, name);
        await writeFile(path, content);
        return { name, path, bytes: content.length, sha256: "" };
      }),
    );
  const me = { user: discord.application.bot.id };
  const bring = async (key: string, artifacts: Awaited<ReturnType<typeof made>>, isAgain = false) => {
    return tell(key, { ...result, artifacts }, isAgain);
  };
  const posting = openPosting(web);
  const tell = async (key: string, message: Message, isAgain = false) => {
    const there = isAgain ? await findThere(web, room.id, me) : nothingThere;
    const about = { number: 1, title: "Make the export faster", ref: null };
    const shown: Pick<Shown, "key" | "content" | "about"> = { key, about, content: { kind: "post", message } };
    const leaving = { posting, desk: { ...desk, log: { ...silent, ...desk.log } } };
    return postWhole(leaving, shown, renderMessage(message, []), { at: { channel: room.id, replyTo: null }, there });
  };
  const attached = () => discord.messages(room).flatMap(({ attachments }) => attachments.map(({ filename }) => filename));
  const said = () => discord.messages(room).map((one) => discord.render(one));
  const shownWith = () => discord.messages(room).map(({ attachments }) => attachments.length);
  return { discord, room, posting, warned, made, bring, tell, attached, said, shownWith };
}

const silent = { debug: () => undefined, info: () => undefined, error: () => undefined };
const thirteen = Array.from({ length: 13 }, (_, n) => `part-${n + 10}.txt`);

test.each([
  ["remembers", 300_000],
  ["has forgotten", 0],
] as const)(
  "files for two messages, of which the second is one too many now, are all there once when Discord %s what was sent",
  async (_, life) => {
    const { discord, made, bring, attached } = await open(life);
    const files = await made(thirteen);
    discord.fault(post, { kind: "rate-limited", retryAfterSeconds: 3, where: (body) => JSON.stringify(body).includes("part-22") });
    expect(await bring("rec_1", files)).toMatchObject({ kind: "later" });
    await expect.poll(() => bring("rec_1", files, true), { timeout: 20_000 }).toMatchObject({ kind: "shown" });
    expect(attached().toSorted()).toEqual(thirteen);
  },
);

test("another task's file of the same name in the same channel is a file of its own", async () => {
  const { made, bring, attached } = await open();
  const files = await made(["changes.diff"]);
  await bring("rec_1", files);
  await bring("rec_2", files, true);
  expect(attached()).toEqual(["changes.diff", "changes.diff"]);
  await bring("rec_2", files, true);
  expect(attached()).toHaveLength(2);
});

test("one file that Discord refuses takes no other with it, and comes as text, once", async () => {
  const { discord, made, bring, attached, said, warned } = await open(0);
  const files = await made(["a.txt", "b.txt", "c.txt"], "what was found");
  discord.fault(post, {
    ...{ kind: "refused", status: 413, code: 40_005, message: "Request entity too large", times: 100 },
    where: (body) => JSON.stringify(body["attachments"] ?? "").includes("b.txt"),
  });
  expect(await bring("rec_1", files)).toMatchObject({ kind: "shown" });
  expect(await bring("rec_1", files, true)).toMatchObject({ kind: "shown" });
  expect(attached()).toEqual(["a.txt", "c.txt"]);
  expect(said().filter((one) => one.includes("**File:** `b.txt`") && one.includes("what was found"))).toHaveLength(1);
  expect(warned).toEqual(Array(2).fill("Discord does not take a file; it is posted as text"));
});

test("where nothing may be attached texts are posted whole, and that others are not is told to the operator", async () => {
  const { discord, room, made, bring, attached, said, warned } = await open();
  discord.guild.deny(room, "AttachFiles");
  const lines = Array.from({ length: 200 }, (_, n) => `finding ${n}: ${"measured. ".repeat(4)}`);
  const files = [...(await made(["report.md"], lines.join("\n"))), ...(await made(["image.png"], Buffer.from([0xff, 0xfe, 0])))];
  expect(await bring("rec_1", files)).toMatchObject({ kind: "shown" });
  expect(attached()).toEqual([]);
  const whole = said().join("\n");
  expect(lines.filter((line) => !whole.includes(line.trim()))).toEqual([]);
  expect(warned).toEqual([expect.stringContaining("posted as text"), expect.stringContaining("only named")]);
});

test("what a task made is in the message that reports it, and is still shown there when that changes", async () => {
  const { discord, room, posting, made, tell, said, shownWith } = await open();
  const message = { ...result, artifacts: await made(["rows.csv", "chart.txt"]) };
  const shown = await tell("rec_1", message);
  expect(shownWith()).toEqual([2]);
  expect(said()[0]).toContain("📎 rows.csv");
  if (shown.kind !== "shown") throw new Error("it is not shown");
  const rendered = renderMessage({ ...message, ending: { ...message.ending, headline: "In other words." } }, []);
  await showParts(posting, { key: "rec_1", content: { kind: "post", message } }, rendered, {
    at: { channel: room.id, replyTo: null },
    refs: shown.refs,
  });
  expect(said()).toEqual([expect.stringMatching(/In other words.*📎 rows.csv.*📎 chart.txt/s)]);
  expect(discord.calls().filter(({ status }) => status >= 400)).toEqual([]);
});

test("a long answer is in the message that begins it", async () => {
  const { tell, attached, shownWith } = await open();
  const text = Array.from({ length: 600 }, (_, n) => `finding ${n}: ${"measured. ".repeat(4)}`).join("\n");
  expect(await tell("msg_1", { kind: "reply", text })).toMatchObject({ kind: "shown" });
  expect([attached(), shownWith()]).toEqual([["reply.md"], [0, 0, 0, 1]]);
});

test("what one message does not take follows it, under the name of its task", async () => {
  const { made, bring, said, shownWith } = await open();
  const large = await made(["one.bin", "two.bin", "three.bin"], Buffer.alloc(9 * 1024 ** 2, 0xff));
  await bring("rec_1", [...large, ...(await made(thirteen))]);
  expect(shownWith()).toEqual([10, 6]);
  expect(said()[1]).toMatch(/\*\*#1 Make the export faster\*\*\n.*📎/);
});

test("an upload that has no end does not keep the words back", async () => {
  const { discord, made, bring, attached, said } = await open(0);
  const files = await made(["rows.csv"]);
  discord.fault(post, { kind: "reset", times: 1, where: (body) => body["attachments"] !== undefined });
  await expect(bring("rec_1", files)).rejects.toThrow();
  discord.fault(post, { kind: "reset", times: 1, where: (body) => body["attachments"] !== undefined });
  await expect(bring("rec_1", files, true)).rejects.toThrow();
  expect(said()).toEqual([expect.stringContaining("[Retry]")]);
  await bring("rec_1", files, true);
  expect([attached(), said().length]).toEqual([["rows.csv"], 2]);
});

test("a file that is too large for Discord is said to be, with where it is; it is not sent", async () => {
  const { made, tell, attached, said } = await open();
  const artifacts = await made(["rows.csv", "all.bin"]);
  await tell("rec_1", { ...result, artifacts: artifacts.map((one) => (one.name === "all.bin" ? { ...one, bytes: 11 * 1024 ** 2 } : one)) });
  expect(said()[0]).toContain(`**Too large for Discord:** \`all.bin\`. \`adjutant show ${result.task.number}\` says where to find it.`);
  expect(attached()).toContain("rows.csv");
});
