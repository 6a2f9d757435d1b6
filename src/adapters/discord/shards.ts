import type { Client } from "discord.js";
import { z } from "zod";

/** What the library keeps to itself of its connections (14.28), as far as it has to be ended. */
const Socket = z.custom<{ onerror: unknown; terminate(): void }>((value) => hasMethod(value, "terminate"));
const Shard = z.custom<object>((value) => hasMethod(value, "internalConnect"));
const Manager = z.custom<object>((value) => hasMethod(value, "connect"));

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
  const held: unknown = strategy && Reflect.get(strategy, "shards");
  const shards = held instanceof Map ? [...held.values()].flatMap((one) => Shard.safeParse(one).data ?? []) : [];
  const over = () => Promise.reject(new Error("the line is over"));
  // Where it has not begun to dial it is told no; where it has, nothing comes of it.
  for (const one of [manager, ...(strategy === undefined ? [] : [strategy])]) {
    Object.defineProperty(one, "connect", { value: over });
    Object.defineProperty(one, "spawn", { value: over });
  }
  for (const shard of shards) Object.defineProperty(shard, "internalConnect", { value: async () => undefined });
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
