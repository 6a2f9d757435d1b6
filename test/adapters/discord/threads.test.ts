import { expect, onTestFinished, test } from "vitest";
import { openThreads } from "../../../src/adapters/discord/threads.ts";
import { openWeb } from "../../../src/adapters/discord/web.ts";
import { startDiscord } from "../../fixtures/discord/discord.ts";

async function open() {
  const discord = await startDiscord({ messageContent: true });
  onTestFinished(discord.close);
  const room = discord.guild.channel("shop");
  const mia = discord.guild.person("mia");
  const root = mia.mention(room, "make the nightly export faster");
  const address = { channel: "discord", workspace: discord.guild.id, room: room.id, thread: root.id } as const;
  /** As after a restart: nothing is remembered. */
  const threads = () => openThreads(openWeb(discord.token, discord.apiUrl), { user: discord.application.bot.id });
  return { discord, room, mia, root, address, threads };
}

test("a thread is begun for the first thing that is shown, and one that somebody deleted stays away", async () => {
  const { discord, room, root, address, threads } = await open();
  await threads().ensure(address, "export", null);
  const [thread] = discord.guild.threads(room);
  expect(thread?.id).toBe(root.id);
  if (thread) discord.guild.deleteChannel(thread);
  const again = threads();
  await again.ensure(address, "export", `${root.id}/1290`);
  expect(discord.guild.threads(room)).toEqual([]);
  expect(again.rootOf(address)).toEqual({ channel: root.id, replyTo: null });
});

test("what began by replies in the channel goes on by replies there", async () => {
  const { discord, room, root, address, threads } = await open();
  const again = threads();
  await again.ensure(address, "export", `${room.id}/1290`);
  expect(again.rootOf(address)).toEqual({ channel: room.id, replyTo: root.id });
  expect(discord.guild.threads(room)).toEqual([]);
});

test("no name, and no word that is quoted, is cut through a character", async () => {
  const { discord, room, mia, address, threads } = await open();
  await threads().begin(address, `${"x".repeat(98)}😀 and more`);
  expect(discord.guild.threads(room).map(({ name }) => name)).toEqual([`${"x".repeat(98)}…`]);
  const words = `${"y".repeat(1_999 - `<@${mia.id}>: `.length)}😀 and more`;
  const quoted = await threads().quote({ channel: room.id, key: "discord:interaction:1", by: mia.id }, words);
  const said = discord.messages(room).find(({ id }) => id === quoted);
  expect([said?.content.isWellFormed(), said?.content.endsWith("y")]).toEqual([true, true]);
  mia.say(room, `${"z".repeat(498)}😀 and more`);
  const last = mia.say(room, "and now?");
  const before = await threads().before(room.id, last.id);
  expect([before.isWellFormed(), before.includes(`${"z".repeat(498)}…`)]).toEqual([true, true]);
});

test("words that are given twice are written once", async () => {
  const { discord, room, mia, threads } = await open();
  const at = { channel: room.id, key: "discord:interaction:1", by: mia.id };
  const [first, second] = [await threads().quote(at, "faster"), await threads().quote(at, "faster")];
  expect(first).toBe(second);
  expect(discord.messages(room).filter(({ content }) => content.endsWith("faster"))).toHaveLength(2);
});

test("of many conversations the latest are remembered; of others it is found out again", async () => {
  const { discord, room, root, address, threads } = await open();
  const one = threads();
  await one.ensure(address, "export", `${room.id}/1290`);
  const others = Array.from({ length: 10_000 }, (_, n) => ({ ...address, thread: `${n + 1}` }));
  for (const other of others) await one.ensure(other, "export", `${room.id}/1290`);
  expect(one.rootOf(address)).toEqual({ channel: root.id, replyTo: null });
  expect(one.rootOf({ ...address, thread: "10000" })).toEqual({ channel: room.id, replyTo: "10000" });
  expect(discord.calls()).toEqual([]);
});
