import { type ActorId, isTaskId } from "../domain/id.ts";
import { claimActor, endLeases, type Lease, listOwners } from "../store/actors.ts";
import type { Database } from "../store/database.ts";
import { listen } from "../store/signals.ts";
import { type Activation, activate } from "./activation.ts";
import { createBell } from "./bell.ts";
import { conversationMachine } from "./conversation-machine.ts";
import type { Engine } from "./engine.ts";
import { isGone } from "./owner.ts";
import { taskMachine } from "./task-machine.ts";

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
/** Between looks while something named is still to be done: timers of a minute must not wait for the next sweep. */
const eagerMs = 1_000;

/** Claims actors that need an owner and moves them until stopped. */
export async function startWorker(engine: Engine, sql: Database["sql"], options: WorkerOptions): Promise<Worker> {
  const bell = createBell();
  const active = new Map<ActorId, Activation>();
  const named = options.only === null ? null : new Set(options.only);
  let stopping = false;

  const begin = (lease: Lease) => {
    const activation = isTaskId(lease.actor)
      ? activate(lease, taskMachine(engine), engine)
      : activate(lease, conversationMachine(engine), engine);
    active.set(lease.actor, activation);
    void activation.done.then(() => {
      active.delete(lease.actor);
      bell.ring();
    });
  };
  const claim = async () => {
    while (!stopping && active.size < options.atOnce) {
      const only = named === null ? null : [...named];
      const lease = await claimActor(engine.db, { owner: engine.owner, host: engine.host, only });
      if (!lease) return;
      begin(lease);
    }
  };
  const loop = async () => {
    while (!stopping) {
      await sweep(engine)
        .then(claim)
        .catch((error: unknown) => engine.log.warn({ error }, "the database did not answer; trying again"));
      await bell.wait(named === null ? sweepMs : eagerMs);
    }
  };
  const unlisten = await listen(
    sql,
    ({ kind, id }) => {
      if (kind !== "wake") return;
      active.get(toActor(id))?.poke();
      bell.ring();
    },
    bell.ring,
  );
  const looping = loop();

  return {
    follow: (id) => {
      named?.add(id);
      bell.ring();
    },
    stop: async () => {
      stopping = true;
      bell.ring();
      for (const activation of active.values()) activation.stop();
      await Promise.all([...active.values()].map((one) => one.done));
      await looping;
      await unlisten().catch(() => undefined);
    },
  };
}

/** Leases of processes of this machine that are dead are ended at once: nobody has to wait for them to run out. */
async function sweep(engine: Engine): Promise<void> {
  const owners = await listOwners(engine.db, engine.host);
  for (const owner of owners) if (isGone(owner)) await endLeases(engine.db, owner);
}

/** Ids in signals were written by `deliver`. */
function toActor(id: string): ActorId {
  return isTaskId(id) ? id : `cnv_${id.replace(/^cnv_/, "")}`;
}
