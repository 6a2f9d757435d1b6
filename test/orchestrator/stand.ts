import { onTestFinished } from "vitest";
import type { ConversationId } from "../../src/domain/id.ts";
import { type Activation, activate } from "../../src/orchestrator/activation.ts";
import type { Engine } from "../../src/orchestrator/engine.ts";
import type { Lease } from "../../src/store/actors.ts";
import { servers } from "../fixtures/databases.ts";
import { makeHome, openProgram, type Program } from "../fixtures/program.ts";
import { type Bench, makeConversation, openBench, send, take, wordsFor } from "../store/bench.ts";
import { createProbe, type Probe } from "./probe.ts";

/** A real database with a real engine on it, and nobody who works: tests run single activations. */
export type Stand = {
  readonly bench: Bench;
  readonly program: Program;
  /** As the program has it, with a log that only counts what went wrong. */
  readonly engine: Engine;
  close(): Promise<void>;
};

export async function openStand(): Promise<Stand> {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  const home = await makeHome();
  const program = await openProgram({ ADJUTANT_HOME: home, HOME: home, DATABASE_URL: database.url }, home);
  const bench = await openBench(database.url);
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const close = async () => {
    await bench.close();
    await program.close();
    await database.drop();
  };
  return { bench, program, engine: { ...program.app.engine, log: quiet }, close };
}

/** One activation of a fresh actor, moved by a probe. */
export type Running = { readonly actor: ConversationId; readonly lease: Lease; readonly probe: Probe; readonly activation: Activation };

/** Claims a fresh actor that has these words in its inbox and activates it; whatever a test leaves running is ended after it. */
export async function run(
  { bench, engine }: Stand,
  words: string | null,
  over: Parameters<typeof createProbe>[0] = {},
  rest: Partial<Engine> = {},
): Promise<Running> {
  const actor = await makeConversation(bench.db);
  if (words !== null) await send(bench.db, wordsFor(actor, words));
  const lease = await take(bench.db, actor, engine.owner);
  const probe = createProbe(over);
  const activation = activate(lease, probe, { ...engine, ...rest }, { breaks: 0, ended: Promise.resolve() });
  onTestFinished(() => {
    for (const one of probe.begun) one.end();
    activation.stop();
  });
  return { actor, lease, probe, activation };
}

/** Makes somebody else the owner, as after a lease that ran out unseen. */
export async function steal({ sql }: Bench, actor: string): Promise<void> {
  await sql`update actors set owner = 'thief 1 1', epoch = epoch + 1, lease_until = now() + interval '1 hour' where id = ${actor}`;
}

export async function rowOf({ sql }: Bench, actor: string) {
  const [row] = await sql`select owner, epoch::int, lease_until, wake_at from actors where id = ${actor}`;
  return row;
}
