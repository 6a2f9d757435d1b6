import { isConnectionLost } from "../domain/connection-lost.ts";
import type { Machine } from "./machine.ts";

/** Effects in flight for one activation, and their results in order of arrival. */
export type Flight<State, Event> = {
  /** Starts what should be in flight and is not, aborts what no longer should be. */
  steer(state: State): void;
  /** Throws what an effect met that is nobody's result: the database went away. */
  next(): Event | undefined;
  readonly busy: boolean;
  /** Whether a result waits to be committed. */
  readonly waiting: boolean;
  /** Aborts everything and waits until nothing runs any more. */
  land(): Promise<void>;
};

type Running = { readonly abort: AbortController; readonly done: Promise<void> };

/** What came of an effect: its event, or that the database went away under it, of which the state learns nothing. */
type Landed<Event> = { readonly event: Event } | { readonly lost: unknown };

/**
 * Keeps the world in step with the state: effects are a function of the state, so a cancel, a pause and a new version
 * need no orders of their own. A new effect waits until those that were aborted are really over.
 */
export function createFlight<State, Event, Effect extends { readonly key: string }>(
  machine: Machine<State, Event, Effect>,
  arrived: () => void,
): Flight<State, Event> {
  const running = new Map<string, Running>();
  const landing = new Set<Promise<void>>();
  // A result that waits to be committed still belongs to its effect: until then the state goes on asking for it.
  const results: ({ readonly key: string } & Landed<Event>)[] = [];

  const start = (effect: Effect, state: State) => {
    const abort = new AbortController();
    const before = Promise.all(landing);
    const done = before
      .then(() => perform(machine, effect, state, abort.signal))
      .then((landed) => {
        if (landed === null) return;
        const aborted = abort.signal.aborted;
        const told = aborted ? salvage(machine, landed) : landed;
        if (!aborted) running.delete(effect.key);
        if (told === null) return;
        results.push({ key: aborted ? "" : effect.key, ...told });
        arrived();
      });
    running.set(effect.key, { abort, done });
  };
  const stop = (key: string, { abort, done }: Running) => {
    running.delete(key);
    landing.add(done);
    void done.finally(() => landing.delete(done));
    abort.abort();
  };

  return {
    steer: (state) => {
      const wanted = new Map(machine.effects(state).map((effect) => [effect.key, effect]));
      for (const [key, one] of running) if (!wanted.has(key)) stop(key, one);
      const told = new Set(results.map((one) => one.key));
      for (const [key, effect] of wanted) if (!running.has(key) && !told.has(key)) start(effect, state);
    },
    next: () => {
      const result = results.shift();
      if (result && "lost" in result) throw result.lost;
      return result?.event;
    },
    get busy() {
      return running.size > 0;
    },
    get waiting() {
      return results.length > 0;
    },
    land: async () => {
      for (const [key, one] of running) stop(key, one);
      await Promise.all(landing);
    },
  };
}

/**
 * Runs one effect to its end: by itself, by its deadline, or broken. An abort ends the wait for it only when it is over; who is
 * told to stop before its turn came never touches the world, and null comes of it.
 */
async function perform<State, Event, Effect extends { readonly key: string }>(
  machine: Machine<State, Event, Effect>,
  effect: Effect,
  state: State,
  aborted: AbortSignal,
): Promise<Landed<Event> | null> {
  const place = aborted.aborted ? null : await admit(machine, effect, state, aborted);
  if (place === null) return null;
  const late = AbortSignal.timeout(Math.ceil(machine.deadline(effect, state)));
  try {
    return { event: await machine.perform(effect, state, AbortSignal.any([aborted, late])) };
  } catch (error) {
    // Whether it happened is not known: it is lost, like with its process, and no failure of its own.
    if (isConnectionLost(error)) return { lost: error };
    return { event: machine.broke(effect, late.aborted ? new Error("it was not done before its deadline") : error) };
  } finally {
    place();
  }
}

/** What is still to be told of an effect that was aborted. */
function salvage<State, Event, Effect extends { readonly key: string }>(
  machine: Machine<State, Event, Effect>,
  landed: Landed<Event>,
): Landed<Event> | null {
  const event = "lost" in landed ? null : machine.salvage(landed.event);
  return event === null ? null : { event };
}

/** A place for the effect, or null when it was told to stop first. */
async function admit<State, Event, Effect extends { readonly key: string }>(
  machine: Machine<State, Event, Effect>,
  effect: Effect,
  state: State,
  aborted: AbortSignal,
): Promise<(() => void) | null> {
  try {
    return machine.admit ? await machine.admit(effect, state, aborted) : () => undefined;
  } catch (error) {
    if (aborted.aborted) return null;
    throw error;
  }
}
