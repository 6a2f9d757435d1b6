import { expect, onTestFinished, test } from "vitest";
import type { Desk } from "../../../src/adapters/adapter.ts";
import { openDiscord } from "../../../src/adapters/discord/discord.ts";
import { registerCommands } from "../../../src/adapters/discord/registration.ts";
import { openSelf, userOf } from "../../../src/adapters/discord/self.ts";
import type { Channel } from "../../fixtures/discord/channel.ts";
import type { Discord } from "../../fixtures/discord/discord.ts";
import { adapterOf, openDesk, open as start } from "./desk.ts";

test.each([
  ["a token that is none", "wrong.token.which-is-long-enough", /does not let us in by DISCORD_TOKEN.*Reset Token/],
  ["a token with the word of its header", "Bot abc.def.ghi", /begins with "Bot "/],
] as const)("%s is a problem that names the cure", async (_, token, cure) => {
  const { apiUrl } = await start();
  await expect(openDiscord({ token, apiUrl }).start(openDesk().desk)).rejects.toThrow(cure);
});

test.each([
  ["nobody answers", "GET /users/@me", { kind: "reset", times: 2 }],
  ["it is out of order", "GET /users/@me", { kind: "error", status: 503, times: 2 }],
  ["it wants no calls", "GET /users/@me", { kind: "rate-limited", retryAfterSeconds: 3 }],
  ["it has no gateway now", "GET /gateway/bot", { kind: "error", status: 502 }],
  ["its gateway wants no calls", "GET /gateway/bot", { kind: "rate-limited", retryAfterSeconds: 3 }],
] as const)("where %s at the start, it is waited for, and told in one plain line", async (_, route, fault) => {
  const discord = await start();
  discord.fault(route, fault);
  const { desk, logged } = openDesk();
  await adapterOf(discord).start(desk);
  expect(logged).toEqual([
    expect.stringMatching(/^[^\n]*Discord[^\n]*; it is tried again until Discord is there$/),
    "Discord is there now",
  ]);
  expect(discord.sockets[0]?.session()).toBeDefined();
});

test("who we are is asked once at the start", async () => {
  const discord = await start();
  await adapterOf(discord).start(openDesk().desk);
  expect(discord.calls("GET /users/@me")).toHaveLength(1);
});

test.each([
  ["in Discord's words", { kind: "refused", status: 404, code: 0, message: "404: Not Found" }],
  ["in others", { kind: "error", status: 404 }],
] as const)("where an endpoint does not say who we are, %s, the token says it, and then the greeting", async (_, lacking) => {
  const discord = await start();
  discord.fault("GET /users/@me", { ...lacking, times: 100 });
  discord.fault("GET /applications/@me", { ...lacking, times: 100 });
  const { desk, kept, logged } = openDesk();
  await adapterOf(discord).start(desk);
  const mia = discord.guild.person("mia");
  const ours = await postAsBot(discord, discord.guild.channel("shop"));
  mia.react(ours, "✅");
  const root = mia.mention(discord.guild.channel("shop"), "hello");
  await expect.poll(() => kept).toContain(`discord:message:${root.id}`);
  expect(kept.filter((key) => key.includes(ours.id))).toHaveLength(1);
  // Whether the content of messages may be had was not said either: it was tried.
  expect(logged).toEqual([expect.stringContaining("have to mention the bot")]);
  const { application } = await registerCommands({ token: discord.token, apiUrl: discord.apiUrl, server: null });
  expect(application).toBe(discord.application.id);
});

test.each([
  ["the account whose token it is", "NDI.x.y", "42"],
  ["nobody, where it is none of Discord's", "hello", null],
] as const)("a token says %s", (_, token, user) => {
  expect(userOf(token)).toBe(user);
});

test("the greeting says who we are, whatever was known before", () => {
  const { me, note } = openSelf({ user: "", app: "", name: "", seesAll: null });
  note("RESUMED", {});
  expect(me.user).toBe("");
  note("READY", { user: { id: "42", username: "Adjutant" }, application: { id: "43", flags: 0 } });
  expect({ ...me }).toEqual({ user: "42", app: "43", name: "Adjutant", seesAll: null });
});

test("whoever is stopped while Discord is away does not wait for it any more", async () => {
  const discord = await start();
  discord.fault("GET /users/@me", { kind: "error", status: 503, times: 1_000 });
  const { desk, logged } = openDesk();
  const adapter = adapterOf(discord);
  const starting = adapter.start(desk);
  starting.catch(() => undefined);
  await expect.poll(() => logged).toHaveLength(1);
  await adapter.stop();
  await expect(starting).rejects.toThrow();
  expect(discord.socketsOpened()).toBe(0);
});

test.each([
  ["with a version", "/v10"],
  ["with a slash at its end", "/"],
] as const)("its address may be written %s", async (_, end) => {
  const discord = await start();
  const adapter = openDiscord({ token: discord.token, apiUrl: `${discord.apiUrl}${end}` });
  await adapter.start(openDesk().desk);
  await adapter.stop();
});

test("it asks for the content of messages only where that is granted, and hears what it may hear either way", async () => {
  for (const messageContent of [false, true]) {
    const discord = await start({ messageContent });
    const { desk, kept } = openDesk();
    const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
    onTestFinished(adapter.stop);
    await adapter.start(desk);
    const root = discord.guild.person("mia").mention(discord.guild.channel("shop"), "hello");
    await expect.poll(() => kept).toContain(`discord:message:${root.id}`);
  }
});

test("every shard that Discord recommends is served", async () => {
  const discord = await start({ shards: 2 });
  const servers = Array.from({ length: 6 }, (_, n) => discord.addGuild(`server ${n}`));
  const { desk, kept } = openDesk();
  const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
  onTestFinished(adapter.stop);
  await adapter.start(desk);
  expect(discord.sockets).toHaveLength(2);
  const said = servers.map((server) => server.person("mia").mention(server.channel("shop"), "hello"));
  said.push(discord.person("zoe").tell("hello"));
  await expect.poll(() => kept.toSorted(), { timeout: 20_000 }).toEqual(said.map(({ id }) => `discord:message:${id}`).toSorted());
}, 60_000);

test("what cannot be stored is stored when it can, in the order it came", async () => {
  const discord = await start();
  const { desk, kept } = openDesk();
  let isAway = true;
  const keep: Desk["keep"] = async (news) => {
    if (isAway) throw new Error("the database is away");
    return desk.keep(news);
  };
  const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
  onTestFinished(adapter.stop);
  await adapter.start({ ...desk, keep });
  const mia = discord.guild.person("mia");
  const said = ["one", "two", "three"].map((text) => mia.tell(text));
  isAway = false;
  await expect.poll(() => kept, { timeout: 10_000 }).toEqual(said.map(({ id }) => `discord:message:${id}`));
});

test.each([
  ["fails", () => Promise.reject(new Error("the database is away"))],
  ["does not answer", () => new Promise<never>(() => undefined)],
] as const)(
  "where what somebody did cannot be stored because the database %s, they are told so in time, and it is stored later",
  async (_, away) => {
    const discord = await start({ answerWithinMs: 3_000 });
    await registerCommands({ token: discord.token, apiUrl: discord.apiUrl, server: null });
    const { desk, kept } = openDesk();
    let isAway = true;
    const keep: Desk["keep"] = (news) => (isAway ? away() : desk.keep(news));
    const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
    onTestFinished(adapter.stop);
    await adapter.start({ ...desk, keep });
    const seen = await discord.guild.person("mia").slash(discord.guild.channel("shop"), "adjutant status");
    expect(seen).toMatchObject({ kind: "reply", ephemeral: true });
    expect(discord.messages().map((one) => discord.render(one))).toEqual([expect.stringContaining("could not note that yet")]);
    isAway = false;
    await expect.poll(() => kept, { timeout: 40_000 }).toEqual([expect.stringMatching(/^discord:interaction:/)]);
  },
);

/** A message of ours. */
async function postAsBot(discord: Discord, room: Channel) {
  const headers = { authorization: `Bot ${discord.token}`, "content-type": "application/json" };
  const body = JSON.stringify({ content: "hello" });
  await fetch(`${discord.apiUrl}/v10/channels/${room.id}/messages`, { method: "POST", headers, body });
  const ours = discord.messages(room).at(-1);
  if (ours === undefined) throw new Error("nothing was posted");
  return ours;
}

const members = "GET /guilds/:guild/members/:user";

test("what people react to among themselves is not stored, and nobody is asked who they are", async () => {
  const discord = await start();
  const { desk, kept } = openDesk();
  const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
  onTestFinished(adapter.stop);
  await adapter.start(desk);
  const [mia, jon] = [discord.guild.person("mia"), discord.guild.person("jon")];
  const room = discord.guild.channel("shop");
  const lunch = jon.say(room, "lunch?");
  mia.react(lunch, "✅");
  mia.unreact(lunch, "✅");
  const after = mia.mention(room, "hello");
  await expect.poll(() => kept).toContain(`discord:message:${after.id}`);
  expect(kept).toEqual([`discord:message:${after.id}`]);
  expect(discord.calls(members)).toEqual([]);
});

test("what was given to a message of ours, and taken back, is stored", async () => {
  const discord = await start();
  const { desk, kept } = openDesk();
  const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
  onTestFinished(adapter.stop);
  await adapter.start(desk);
  const mia = discord.guild.person("mia");
  const room = discord.guild.channel("shop");
  const ours = await postAsBot(discord, room);
  mia.react(ours, "✅");
  mia.unreact(ours, "✅");
  await expect.poll(() => kept).toHaveLength(2);
});

test.each([
  ["an emoji on what is not known yet", { kind: "reaction", message: "9", verb: "approve", isOnOurs: null, isTakenBack: false }, "later"],
  [
    "what is said in a thread where nothing goes on",
    { kind: "message", id: "9", text: "lunch?", named: [], files: [], replyTo: null, via: "thread" },
    "done",
  ],
] as const)("%s costs no question about whoever it is", async (_, news, kind) => {
  const discord = await start();
  const mia = discord.guild.person("mia");
  const room = discord.guild.channel("shop");
  const adapter = openDiscord({ token: discord.token, apiUrl: discord.apiUrl });
  onTestFinished(adapter.stop);
  await adapter.start(openDesk().desk);
  const from = { guild: discord.guild.id, channel: room.id, isThread: false, parent: null };
  const by = { id: mia.id, name: "mia", roles: [] };
  expect(await adapter.work({ key: "discord:9", from, by, ...news }, Date.now())).toMatchObject({ kind });
  expect(discord.calls(members)).toEqual([]);
});
