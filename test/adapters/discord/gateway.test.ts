import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openGateway } from "../../../src/adapters/discord/gateway.ts";
import { openLine } from "../../../src/adapters/discord/line.ts";
import type { Discord } from "../../fixtures/discord/discord.ts";
import { open } from "./desk.ts";

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
