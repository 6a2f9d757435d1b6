import { setTimeout as wait } from "node:timers/promises";
import { type Client, SimpleShardingStrategy, WebSocketShardEvents } from "discord.js";
import { z } from "zod";

/** What the library keeps to itself of its connections (14.28), as far as it has to be ended. */
const Socket = z.custom<{ onerror: unknown; terminate(): void }>((value) => hasMethod(value, "terminate"));
const Shard = z.custom<Dialling>((value) => hasMethod(value, "internalConnect"));
const Manager = z.custom<object>((value) => hasMethod(value, "connect"));

type Dialling = { internalConnect(): Promise<void>; on(event: string, heard: () => void): unknown };

/** Before a shard dials for the first time after it was heard, and before each further time; the last one goes on. In milliseconds. */
const pausesMs = [0, 500, 2_000, 5_000] as const;
/** Those that never dial again. */
const sealed = new WeakSet<Dialling>();

type Pacing = ConstructorParameters<typeof SimpleShardingStrategy>[0];

/** The library's own way to serve shards, with pauses: it would dial three times a second for as long as nobody answers. */
export function paced(manager: Pacing): SimpleShardingStrategy {
  const strategy = new SimpleShardingStrategy(manager);
  const { spawn } = strategy;
  strategy.spawn = async (ids) => {
    await spawn.call(strategy, ids);
    for (const shard of shardsOf(strategy)) pace(shard);
  };
  return strategy;
}

function pace(shard: Dialling): void {
  const dial = shard.internalConnect.bind(shard);
  let failures = 0;
  const heard = () => {
    failures = 0;
  };
  shard.on(WebSocketShardEvents.Ready, heard);
  shard.on(WebSocketShardEvents.Resumed, heard);
  shard.internalConnect = async () => {
    const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0;
    failures += 1;
    if (pauseMs > 0) await wait(pauseMs, undefined, { ref: false });
    if (!sealed.has(shard)) await dial();
  };
}

function shardsOf(strategy: object): readonly Dialling[] {
  const held: unknown = Reflect.get(strategy, "shards");
  return held instanceof Map ? [...held.values()].flatMap((one) => Shard.safeParse(one).data ?? []) : [];
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}

/**
 * Keeps a client from dialling again, and returns what cuts the sockets it leaves behind: the library waits half a minute for a
 * goodbye that nobody answers, leaves alone what is not open yet, and goes on dialling where it was about to.
 */
export function seal(client: Client): () => void {
  const manager = Manager.safeParse(Reflect.get(client.ws, "_ws")).data;
  if (manager === undefined) return () => undefined;
  const strategy = Manager.safeParse(Reflect.get(manager, "strategy")).data;
  const shards = strategy === undefined ? [] : shardsOf(strategy);
  const over = () => Promise.reject(new Error("the line is over"));
  // Where it has not begun to dial it is told no; where it has, nothing comes of it.
  for (const one of [manager, ...(strategy === undefined ? [] : [strategy])]) {
    Object.defineProperty(one, "connect", { value: over });
    Object.defineProperty(one, "spawn", { value: over });
  }
  for (const shard of shards) sealed.add(shard);
  return () => {
    for (const shard of shards) cut(Socket.safeParse(Reflect.get(shard, "connection")).data);
  };
}

function cut(socket: z.output<typeof Socket> | undefined): void {
  if (socket === undefined) return;
  // What is cut while it dials is told as an error, which nobody else hears any more.
  socket.onerror = () => undefined;
  socket.terminate();
}
