import { setTimeout as pause } from "node:timers/promises";
import { isConnectionLost } from "../domain/connection-lost.ts";
import { dropLease, giveUpActor, handBack, holdLease, type Lease, releaseLease, setWake } from "../store/actors.ts";
import { hasUnread, markRead, nextUnread, type Unread } from "../store/inbox.ts";
import { transact } from "../store/transaction.ts";
import { createBell } from "./bell.ts";
import { recoverFromBreak } from "./breaking.ts";
import type { Engine } from "./engine.ts";
import { createFlight, type Flight } from "./flight.ts";
import { keepLease } from "./keeper.ts";
import type { Machine } from "./machine.ts";

/** An activation as its worker sees it. It resolves to whether it broke: something threw that nobody foresaw. */
export type Activation = { readonly done: Promise<{ readonly broke: boolean }>; poke(): void; stop(): void };

/** Looking into the inbox without being told, while effects run: a notification may be lost. */
const pollMs = 2_000;
/** A deadline this near is waited for; a later one is left to whoever wakes then. */
const patienceMs = 5_000;
/** Before looking again where the actor could not be given back. */
const breathMs = 100;

/** Between two looks for a database that went away, and how many: the lease runs out meanwhile. */
const awayMs = 1_000;
const awayTries = 10;

/** What went before in this process: breaks of this actor in a row, and the end of earlier activations of it. */
type Past = { readonly breaks: number; readonly ended: Promise<unknown> };

/** The lease is not ours any more: everything stops, nothing is written. */
class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

type Loop<State, Event> = {
  readonly lease: Lease;
  readonly engine: Engine;
  readonly bell: ReturnType<typeof createBell>;
  readonly flight: Flight<State, Event>;
  readonly stopped: AbortSignal;
  /** The lease is lost: nothing may be touched any more. */
  readonly lost: AbortSignal;
  readonly past: Past;
  /** What of the inbox is being handled. */
  handling: Unread | null;
};

/** Moves one actor until nothing is running and nothing is left to do. One event, one transaction. */
export function activate<State, Event, Effect extends { readonly key: string }>(
  lease: Lease,
  machine: Machine<State, Event, Effect>,
  engine: Engine,
  past: Past,
): Activation {
  const bell = createBell();
  const flight = createFlight(machine, bell.ring);
  const ended = new AbortController();
  const lost = new AbortController();
  const loop: Loop<State, Event> = { lease, engine, bell, flight, stopped: ended.signal, lost: lost.signal, past, handling: null };
  const end = () => {
    ended.abort();
    bell.ring();
  };
  const lose = () => {
    lost.abort();
    end();
  };
  return { done: live(loop, machine, lose), poke: bell.ring, stop: end };
}

/** One activation from its lease to its end; whatever ends it, nothing of it runs on. */
async function live<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
  lose: () => void,
): Promise<{ readonly broke: boolean }> {
  const { lease, engine, flight } = loop;
  const letGo = keepLease(lease, engine, () => {
    lose();
    void flight.land();
  });
  try {
    await run(loop, machine);
    return { broke: false };
  } catch (error) {
    if (error instanceof LeaseLost) return { broke: false };
    if (isConnectionLost(error)) {
      engine.log.warn({ actor: lease.actor, err: error }, "the database went away; what runs is stopped and taken up again");
      await flight.land();
      await waitForDatabase(loop);
      return { broke: false };
    }
    engine.log.error({ actor: lease.actor, err: error }, "an activation broke; it will be taken up again");
    // Giving the actor away comes after: nobody may begin while anything of it runs here.
    await flight.land();
    await recoverFromBreak(engine, lease, loop.handling, loop.past.breaks).catch(() => undefined);
    return { broke: true };
  } finally {
    await flight.land();
    letGo();
    await dropLease(engine.db, lease).catch(() => undefined);
  }
}

/** Gives the actor back in good order as soon as the database is there again, unless that takes longer than its lease. */
async function waitForDatabase<State, Event>({ engine, lease, stopped }: Loop<State, Event>): Promise<void> {
  for (let tries = 0; tries < awayTries && !stopped.aborted; tries += 1) {
    const isBack = await handBack(engine.db, lease, awayMs / 1000).then(
      () => true,
      () => false,
    );
    if (isBack) return;
    await pause(awayMs, undefined, { signal: stopped }).catch(() => undefined);
  }
}

async function run<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
): Promise<void> {
  const { engine, lease, flight } = loop;
  machine.live?.subscribe(loop.bell.ring);
  await loop.past.ended;
  let state = await machine.load(engine.db, lease.actor);
  if (state === undefined) return giveUpActor(engine.db, lease);
  for (const event of machine.lost(state, lease.abandoned)) state = await commit(loop, machine, state, event);
  flight.steer(state);
  while (!loop.stopped.aborted) {
    const event: Event | null = await takeNext(loop, machine, state);
    if (event !== null) {
      state = await commit(loop, machine, state, event);
      flight.steer(state);
    } else if (machine.live?.isNew) await showLive(loop, machine.live, state);
    else if (await rest(loop, machine, state)) return;
  }
  await leave(loop, machine, state);
}

/** What goes on inside, without an event: nothing is decided, but only the owner may show it. */
function showLive<State, Event>(
  { lease, engine }: Loop<State, Event>,
  live: NonNullable<Machine<State, Event, never>["live"]>,
  state: State,
): Promise<void> {
  return transact(engine.db, async (tx) => {
    if (!(await holdLease(tx, lease))) throw new LeaseLost();
    await live.show(tx, state);
  });
}

/** Told to stop: nothing begins any more, and what has arrived is kept before the actor is given back. */
async function leave<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
  state: State,
): Promise<void> {
  const { flight } = loop;
  loop.handling = null;
  await flight.land();
  let last = state;
  for (let event = flight.next(); event !== undefined; event = flight.next()) last = await commit(loop, machine, last, event);
  if (machine.effects(last).length === 0) await arrange(loop, machine, last);
}

/** The last thing an owner does outside the database. Where it cannot be done now, it is done before anybody looks. */
async function arrange<State, Event, Effect extends { readonly key: string }>(
  { engine, lease, lost }: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
  state: State,
): Promise<void> {
  await machine.arrange?.(state, lost).catch((error: unknown) => {
    if (!lost.aborted)
      engine.log.warn({ actor: lease.actor, err: error }, "the files of a task could not be put in order; that is tried again");
  });
}

/** What moves the actor next: stop, pause and other news first, then results of effects, then the clock. */
async function takeNext<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
  state: State,
): Promise<Event | null> {
  const unread = await nextUnread(loop.engine.db, loop.lease.actor);
  loop.handling = unread;
  // The inbox of an actor holds events of its own kind only: `deliver` takes an actor's id with its event.
  if (unread) return unread.event as Event;
  const result = loop.flight.next();
  if (result !== undefined) return result;
  const at = machine.dueAt(state);
  return at !== null && at <= Date.now() ? machine.due : null;
}

/** One event, one transaction: the lease is checked first and holds the actor's row, so nothing is written without it. */
async function commit<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
  state: State,
  event: Event,
): Promise<State> {
  const { lease, engine, handling } = loop;
  const next = await transact(engine.db, async (tx) => {
    if (!(await holdLease(tx, lease))) throw new LeaseLost();
    // Whatever was received before a deadline counts before it: the clock waits for what is unread.
    if (event === machine.due && (await hasUnread(tx, lease.actor))) return state;
    const applied = await machine.apply(tx, state, event, lease);
    if (handling !== null) await markRead(tx, handling.id, applied.refusal);
    await setWake(tx, lease.actor, machine.wakeAt(applied.state, Date.now()));
    return applied.state;
  });
  loop.handling = null;
  return next;
}

/** Waits while something is in flight or due soon; else gives the actor back. True when it was given back. */
async function rest<State, Event, Effect extends { readonly key: string }>(
  loop: Loop<State, Event>,
  machine: Machine<State, Event, Effect>,
  state: State,
): Promise<boolean> {
  const { engine, lease, flight, bell } = loop;
  const soon = (machine.dueAt(state) ?? Number.POSITIVE_INFINITY) - Date.now();
  if (flight.busy || soon <= patienceMs) {
    await bell.wait(Math.max(0, Math.min(soon, pollMs)));
    return false;
  }
  // What was aborted may still tell what it used.
  await flight.land();
  if (flight.waiting) return false;
  await arrange(loop, machine, state);
  const released = await transact(engine.db, async (tx) => {
    if (!(await holdLease(tx, lease))) throw new LeaseLost();
    await setWake(tx, lease.actor, machine.wakeAt(state, Date.now()));
    return releaseLease(tx, lease);
  });
  // Something is unread, or due by the database's clock before it is by ours: looking again and again would not help.
  if (!released) await bell.wait(breathMs);
  return released;
}
