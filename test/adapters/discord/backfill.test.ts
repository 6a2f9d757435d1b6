import { expect, test } from "vitest";
import { catchUp } from "../../../src/adapters/discord/backfill.ts";
import type { Look } from "../../../src/adapters/discord/looking.ts";
import { openPlaces } from "../../../src/adapters/discord/place.ts";
import { Unreadable } from "../../../src/adapters/discord/requests.ts";
import { openServers } from "../../../src/adapters/discord/servers.ts";
import { openWeb, type Web } from "../../../src/adapters/discord/web.ts";
import type { Discord } from "../../fixtures/discord/discord.ts";
import { adapterOf, open, openDesk } from "./desk.ts";

const keyOf = ({ id }: { readonly id: string }) => `discord:message:${id}`;
const minutesAgo = () => Date.now() - 60_000;

const messages = "GET /channels/:channel/messages";
const asOf = (discord: Discord, route: string) => discord.calls(route).length;

test("a channel that cannot be read now holds up no other, and is read when it can be", async () => {
  const discord = await open({ messageContent: true });
  const mia = discord.guild.person("mia");
  const said = ["one", "two", "three"].map((name) => mia.mention(discord.guild.channel(name), "hello"));
  discord.fault(messages, { kind: "hang" });
  const { desk, kept, logged } = openDesk(minutesAgo());
  await adapterOf(discord).start(desk);
  await expect.poll(() => kept, { timeout: 30_000 }).toEqual(said.slice(1).map(keyOf));
  await expect.poll(() => logged.join("\n")).toContain("1 places could not be read");
  await expect.poll(() => kept, { timeout: 30_000 }).toEqual([...said.slice(1), ...said.slice(0, 1)].map(keyOf));
  // What was read to its end is not read again.
  expect(asOf(discord, messages)).toBe(4);
});

test("what nobody can read is left out, and told", async () => {
  const discord = await open({ messageContent: true });
  const mia = discord.guild.person("mia");
  const [strange, well] = ["one", "two"].map((name) => mia.mention(discord.guild.channel(name), "hello"));
  if (strange === undefined || well === undefined) throw new Error("nothing was said");
  const { desk, kept, logged } = openDesk(minutesAgo());
  const web = openWeb(discord.token, discord.apiUrl);
  const places = openPlaces(web);
  const call: Web["call"] = (method, route, sent, shape) =>
    route === `/channels/${strange.channel}/messages`
      ? Promise.reject(new Unreadable("a list of apples"))
      : web.call(method, route, sent, shape);
  const look = { web: { call }, me: { user: discord.application.bot.id, roles: [] }, desk, places, servers: openServers() };
  const receive: Look["receive"] = async (news) => void ("key" in news && kept.push(news.key));
  await catchUp({ ...look, receive }, minutesAgo(), { signal: AbortSignal.timeout(60_000), done: new Set() });
  expect(kept).toEqual([keyOf(well)]);
  expect(logged).toEqual([expect.stringContaining("a list of apples")]);
});

test("servers are listed to the end, however many there are", async () => {
  const discord = await open({ messageContent: true });
  const servers = Array.from({ length: 205 }, (_, n) => discord.addGuild(`server ${n}`));
  const last = servers.at(-1);
  if (last === undefined) throw new Error("no server");
  const said = last.person("mia").mention(last.channel("shop"), "hello");
  const { desk, kept } = openDesk(minutesAgo());
  await adapterOf(discord).start(desk);
  await expect.poll(() => kept, { timeout: 30_000 }).toEqual([keyOf(said)]);
});

test("what was said in a voice channel is read, too", async () => {
  const discord = await open({ messageContent: true });
  const said = discord.guild.person("mia").mention(discord.guild.channel("lounge", undefined, { kind: "voice" }), "hello");
  const { desk, kept } = openDesk(minutesAgo());
  await adapterOf(discord).start(desk);
  await expect.poll(() => kept).toEqual([keyOf(said)]);
});

test("our own role is known before what was missed is read: whoever named it called us", async () => {
  const discord = await open({ messageContent: true });
  const role = discord.guild.roleOfBot();
  const said = discord.guild.person("mia").say(discord.guild.channel("shop"), `<@&${role.id}> hello`);
  const { desk, kept } = openDesk(minutesAgo());
  await adapterOf(discord).start(desk);
  await expect.poll(() => kept).toEqual([keyOf(said)]);
});

test.each([
  ["servers", ["GET /users/@me/guilds"]],
  ["channels of servers", ["GET /guilds/:guild/channels", "GET /guilds/:guild/threads/active"]],
  ["either", ["GET /users/@me/guilds", "GET /guilds/:guild/channels", "GET /guilds/:guild/threads/active"]],
] as const)("an endpoint that lists no %s has those that its gateway told of", async (_, lacking) => {
  const discord = await open({ messageContent: true });
  for (const route of lacking) discord.fault(route, { kind: "error", status: 501, times: 1_000 });
  const mia = discord.guild.person("mia");
  const inRoom = mia.mention(discord.guild.channel("shop"), "hello");
  const inThread = mia.mention(mia.startThread(inRoom, "about it"), "and more");
  const { desk, kept } = openDesk(minutesAgo());
  await adapterOf(discord).start(desk);
  await expect.poll(() => kept.toSorted()).toEqual([inRoom, inThread].map(keyOf).toSorted());
});

test("more than a channel is read for is not left out in silence", async () => {
  const discord = await open({ messageContent: true });
  const room = discord.guild.channel("shop");
  const mia = discord.guild.person("mia");
  for (let n = 0; n < 5_001; n++) mia.say(room, `line ${n}`);
  const said = mia.mention(room, "hello");
  const { desk, kept, logged } = openDesk(minutesAgo());
  await adapterOf(discord).start(desk);
  await expect.poll(() => kept, { timeout: 60_000 }).toEqual([keyOf(said)]);
  expect(logged.join("\n")).toMatch(/more was said meanwhile in a channel than is read: what is oldest is left out/);
}, 90_000);

test("whoever stops looks at nothing any more", async () => {
  const discord = await open({ messageContent: true });
  const mia = discord.guild.person("mia");
  for (const name of ["one", "two", "three"]) mia.mention(discord.guild.channel(name), "hello");
  const { desk, kept, logged } = openDesk(minutesAgo());
  const adapter = adapterOf(discord);
  const first = Promise.withResolvers<void>();
  const keep = async (news: Parameters<typeof desk.keep>[0]) => {
    const isNew = await desk.keep(news);
    await adapter.stop();
    first.resolve();
    return isNew;
  };
  await adapter.start({ ...desk, keep });
  await first.promise;
  const calls = discord.calls().length;
  const again = openDesk();
  await adapterOf(discord).start(again.desk);
  expect(
    discord
      .calls()
      .slice(calls)
      .map(({ route }) => route),
  ).not.toContain(messages);
  expect([kept.length, logged]).toEqual([1, []]);
});
