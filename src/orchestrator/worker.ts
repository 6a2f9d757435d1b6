import { type ActorId, isTaskId } from "../domain/id.ts";
import type { Database } from "../store/database.ts";
import { listen } from "../store/signals.ts";
import { createBell } from "./bell.ts";
import { createCrew } from "./crew.ts";
import type { Engine } from "./engine.ts";
import { sweepReservations } from "./settlement.ts";
import { createTidying } from "./tidying.ts";

/** What carries actors on in this process. */
export type Worker = {
  /** Also takes on this actor; only meaningful for a worker that claims named actors. */
  follow(id: ActorId): void;
  /** Gives everything back and waits until nothing runs. */
  stop(): Promise<void>;
};

export type WorkerOptions = {
  /** Only actors that were named, by `follow` too; else whatever needs an owner. */
  readonly only: readonly ActorId[] | null;
  /** Activations at once. */
  readonly atOnce: number;
};

/** A look for actors without an owner, in case a notification was lost (architecture: ownership). */
const sweepMs = 10_000;
/** The same where a person watches one task: timers of seconds must not wait for the next sweep. */
const eagerMs = 1_000;

/** Claims actors that need an owner and moves them until stopped. */
export async function startWorker(engine: Engine, sql: Database["sql"], { only, atOnce }: WorkerOptions): Promise<Worker> {
  const bell = createBell();
  const tidying = createTidying(engine);
  const named = only === null ? null : new Set(only);
  const crew = createCrew(engine, atOnce, (id) => {
    bell.ring();
    if (isTaskId(id)) void tidying.one(id);
  });
  let stopping = false;
  const loop = async () => {
    while (!stopping) {
      await crew.enlist(named === null ? null : [...named]).catch((error: unknown) => {
        engine.log.warn({ err: error }, "the database did not answer; trying again");
      });
      await sweepReservations(engine).catch((error: unknown) => {
        engine.log.warn({ err: error }, "what dead processes reserved could not be settled; trying again");
      });
      await bell.wait(named === null ? sweepMs : eagerMs);
    }
  };
  const hear = ({ kind, id }: { kind: string; id: string }) => {
    if (kind !== "wake") return;
    crew.poke(id);
    bell.ring();
  };
  const unlisten = await listen(sql, hear, bell.ring);
  const looping = loop();
  if (named === null) tidying.all();

  return {
    follow: (id) => {
      named?.add(id);
      bell.ring();
    },
    stop: async () => {
      stopping = true;
      bell.ring();
      await crew.dismiss();
      await looping;
      await tidying.stop();
      await unlisten().catch(() => undefined);
    },
  };
}
