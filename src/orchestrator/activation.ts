import { dropLease, holdLease, type Lease, releaseLease, renewLease, setWake } from "../store/actors.ts";
import { markRead, nextUnread } from "../store/inbox.ts";
import { transact } from "../store/transaction.ts";
import { createBell } from "./bell.ts";
import type { Engine } from "./engine.ts";
import { createFlight, type Flight } from "./flight.ts";
import type { Machine } from "./machine.ts";

/** An activation as its worker sees it. */
export type Activation = { readonly done: Promise<void>; poke(): void; stop(): void };

/** Renewal of the lease, and how long a lease lives without one (architecture: ownership), in milliseconds. */
const renewMs = 3_000;
const leaseMs = 10_000;
/** Looking into the inbox without being told, while effects run: a notification may be lost. */
const pollMs = 2_000;
/** A deadline this near is waited for; a later one is left to whoever wakes then. */
const patienceMs = 5_000;

/** The lease is not ours any more: everything stops, nothing is written. */
class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** Moves one actor until nothing is running and nothing is left to do. One event, one transaction. */
export function activate<State, Event, Effect extends { readonly key: string }>(
  lease: Lease,
  machine: Machine<State, Event, Effect>,
  engine: Engine,
): Activation {
  const bell = createBell();
  const flight = createFlight(machine, bell.ring);
  const ended = new AbortController();
  const loop = { lease, machine, engine, bell, flight, stopped: ended.signal };
  const end = () => {
    ended.abort();
    bell.ring();
  };
  return { done: live(loop, end), poke: bell.ring, stop: end };
}

/** One activation from its lease to its end; whatever ends it, nothing of it runs on. */
async function live<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event, Effect>,
  end: () => void,
): Promise<void> {
  const { lease, engine, flight } = loop;
  const keeper = keepLease(lease, engine, end);
  try {
    await run(loop);
  } catch (error) {
    if (!(error instanceof LeaseLost))
      engine.log.error({ actor: lease.actor, err: error }, "an activation broke; it will be taken up again");
  } finally {
    await flight.land();
    clearInterval(keeper);
    await dropLease(engine.db, lease).catch(() => undefined);
  }
}

type Loop<State, Event, Effect extends { readonly key: string }> = {
  readonly lease: Lease;
  readonly machine: Machine<State, Event, Effect>;
  readonly engine: Engine;
  readonly bell: ReturnType<typeof createBell>;
  readonly flight: Flight<State, Event>;
  readonly stopped: AbortSignal;
};

async function run<State, Event, Effect extends { readonly key: string }>(loop: Loop<State, Event, Effect>): Promise<void> {
  const { machine, engine, lease, flight } = loop;
  let state = await machine.load(engine.db, lease.actor);
  if (state === undefined) return;
  for (const event of machine.lost(state)) state = await commit(loop, state, event, null);
  flight.steer(state);
  while (!loop.stopped.aborted) {
    const next: Next<Event> | null = await takeNext(loop, state);
    if (next) {
      state = await commit(loop, state, next.event, next.id);
      flight.steer(state);
    } else if (await rest(loop, state)) return;
  }
}

type Next<Event> = { readonly event: Event; readonly id: number | null };

/** What moves the actor next: stop, pause and other news first, then results of effects, then the clock. */
async function takeNext<State, Event, Effect extends { readonly key: string }>(
  { machine, engine, lease, flight }: Loop<State, Event, Effect>,
  state: State,
): Promise<Next<Event> | null> {
  const unread = await nextUnread(engine.db, lease.actor);
  // The inbox of an actor holds events of its own kind only: `deliver` takes an actor's id with its event.
  if (unread) return { event: unread.event as Event, id: unread.id };
  const result = flight.next();
  if (result !== undefined) return { event: result, id: null };
  const at = machine.wakeAt(state, Date.now());
  return machine.due !== null && !flight.busy && at !== null && at <= Date.now() ? { event: machine.due, id: null } : null;
}

/** One event, one transaction: the lease is checked first and holds the actor's row, so nothing is written without it. */
function commit<State, Event, Effect extends { readonly key: string }>(
  { lease, machine, engine }: Loop<State, Event, Effect>,
  state: State,
  event: Event,
  inboxId: number | null,
): Promise<State> {
  return transact(engine.db, async (tx) => {
    if (!(await holdLease(tx, lease))) throw new LeaseLost();
    const applied = await machine.apply(tx, state, event, lease);
    if (inboxId !== null) await markRead(tx, inboxId, applied.refusal);
    await setWake(tx, lease.actor, machine.wakeAt(applied.state, Date.now()));
    return applied.state;
  });
}

/** Waits while something is in flight or due soon; else gives the actor back. True when it was given back. */
async function rest<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event, Effect>,
  state: State,
): Promise<boolean> {
  const { machine, engine, lease, flight, bell } = loop;
  const at = machine.wakeAt(state, Date.now());
  const soon = at === null ? Number.POSITIVE_INFINITY : at - Date.now();
  if (flight.busy || soon <= patienceMs) {
    await bell.wait(flight.busy ? pollMs : Math.max(0, Math.min(soon, pollMs)));
    return false;
  }
  await flight.land();
  return transact(engine.db, (tx) => releaseLease(tx, lease));
}

/** Renews the lease while the activation lives; when it is lost, or cannot be renewed before it runs out, everything stops. */
function keepLease(lease: Lease, engine: Engine, end: () => void): NodeJS.Timeout {
  let renewed = Date.now();
  return setInterval(async () => {
    const held = await renewLease(engine.db, lease).catch(() => null);
    if (held === true) renewed = Date.now();
    if (held === false || Date.now() - renewed > leaseMs - renewMs) {
      engine.log.warn({ actor: lease.actor }, "the lease is lost; what runs is stopped");
      end();
    }
  }, renewMs);
}
