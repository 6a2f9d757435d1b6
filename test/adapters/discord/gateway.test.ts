import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openGateway } from "../../../src/adapters/discord/gateway.ts";
import { openLine } from "../../../src/adapters/discord/line.ts";
import type { Discord } from "../../fixtures/discord/discord.ts";
import { adapterOf, open, openDesk } from "./desk.ts";

const deaf = { receive: () => undefined, interrupted: () => undefined, restored: () => undefined, over: () => undefined };

/** A line that hears, until it is interrupted. */
async function openWell({ token, apiUrl }: Pick<Discord, "token" | "apiUrl">) {
  const interrupted = Promise.withResolvers<void>();
  const line = openLine(token, apiUrl, false, { ...deaf, interrupted: interrupted.resolve });
  onTestFinished(line.end);
  await line.start();
  return { line, interrupted: interrupted.promise };
}

test("a line that still dials is not replaced, however long its shards take", async () => {
  const discord = await open({ shards: 2 });
  const greet = discord.holdGateway();
  const failures: unknown[] = [];
  const listener = {
    receive: () => undefined,
    lost: () => undefined,
    connected: () => undefined,
    failed: (why: unknown) => void failures.push(why),
    unseen: () => undefined,
  };
  const times = { watchMs: 10, unwellMs: 30 };
  const gateway = openGateway({ token: discord.token, apiUrl: discord.apiUrl }, async () => false, listener, times);
  onTestFinished(gateway.stop);
  const dialled = gateway.dial();
  await discord.until("both shards dial", () => discord.socketsOpened() === 2);
  // Many times as long as a line may be unwell that was let in.
  await wait(500);
  greet();
  await dialled;
  expect([failures, discord.socketsOpened()]).toEqual([[], 2]);
});

test("a line that nobody answers on leaves no socket behind", async () => {
  const discord = await open();
  const { line } = await openWell(discord);
  for (const socket of discord.sockets) socket.freeze();
  await line.end();
  await discord.until("no socket is left", () => discord.sockets.length === 0, 10_000);
});

test("a line that is ended while it dials anew dials no more", async () => {
  const discord = await open();
  const { line, interrupted } = await openWell(discord);
  discord.drop();
  await interrupted;
  await line.end();
  // The library dials again half a second after a loss.
  await wait(1_500);
  expect([discord.socketsOpened(), discord.sockets.length]).toEqual([1, 0]);
});

test("a line that is ended before it is greeted leaves no socket behind, and nobody waits for it", async () => {
  const discord = await open();
  discord.holdGateway();
  const line = openLine(discord.token, discord.apiUrl, false, deaf);
  const starting = line.start();
  starting.catch(() => undefined);
  await discord.until("it dials", () => discord.socketsOpened() === 1);
  await line.end();
  await expect(starting).rejects.toThrow("ended before");
  await discord.until("no socket is left", () => discord.sockets.length === 0, 10_000);
});

const lost = "the connection to Discord is lost";
const thereAgain = (how: string) => `the connection to Discord is there again (${how}); what was missed is read`;

test.each([
  ["resumed", false],
  ["new session", true],
] as const)("an operator reads of a line that is cut, and there again (%s), in one line each", async (how, isForgotten) => {
  const discord = await open();
  const { desk, logged } = openDesk();
  await adapterOf(discord).start(desk);
  if (isForgotten) discord.forgetSessions();
  discord.drop();
  await expect.poll(() => logged, { timeout: 20_000 }).toEqual([lost, thereAgain(how)]);
});

test("a gateway that nobody answers at is dialled with pauses", async () => {
  const discord = await open();
  const { interrupted } = await openWell(discord);
  const answer = discord.refuseGateway();
  discord.drop();
  await interrupted;
  // The library alone would dial twice a second.
  await wait(4_000);
  expect(discord.socketsRefused()).toBeLessThanOrEqual(4);
  answer();
  await discord.until("it is heard again", () => discord.sockets[0]?.session() != null, 20_000);
});

test("a token that is refused while we are connected is told in one line with its cure, and tried on", async () => {
  const discord = await open();
  const { desk, logged } = openDesk();
  await adapterOf(discord).start(desk);
  discord.fault("GET /users/@me", { kind: "refused", status: 401, code: 0, message: "401: Unauthorized" });
  for (const socket of discord.sockets) socket.close(4004);
  await expect.poll(() => logged).toEqual([lost, expect.stringMatching(/DISCORD_TOKEN.*Copy the bot's token anew/)]);
});

test("where the content of messages is not shown any more it says what people do from then on, and hears them", async () => {
  const discord = await open({ messageContent: true });
  const { desk, kept, logged } = openDesk();
  await adapterOf(discord).start(desk);
  for (const socket of discord.sockets) socket.close(4014);
  await expect.poll(() => logged, { timeout: 20_000 }).toHaveLength(3);
  expect(logged).toEqual([lost, expect.stringMatching(/have to mention the bot, or reply.*doctor/), thereAgain("new session")]);
  const root = discord.guild.person("mia").mention(discord.guild.channel("shop"), "hello");
  await expect.poll(() => kept).toContain(`discord:message:${root.id}`);
});
