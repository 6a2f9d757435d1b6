import type { Machine } from "./machine.ts";

/** Effects in flight for one activation, and their results in order of arrival. */
export type Flight<State, Event> = {
  /** Starts what should be in flight and is not, aborts what no longer should be. */
  steer(state: State): void;
  next(): Event | undefined;
  readonly busy: boolean;
  /** Whether a result waits to be committed. */
  readonly waiting: boolean;
  /** Aborts everything and waits until nothing runs any more. */
  land(): Promise<void>;
};

type Running = { readonly abort: AbortController; readonly done: Promise<void> };

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
  const results: { readonly key: string; readonly event: Event }[] = [];

  const start = (effect: Effect, state: State) => {
    const abort = new AbortController();
    const before = Promise.all(landing);
    const done = before
      .then(() => perform(machine, effect, state, abort.signal))
      .then((event) => {
        if (event === null) return;
        const aborted = abort.signal.aborted;
        const told = aborted ? machine.salvage(event) : event;
        if (!aborted) running.delete(effect.key);
        if (told === null) return;
        results.push({ key: aborted ? "" : effect.key, event: told });
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
    next: () => results.shift()?.event,
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
 * Runs one effect to an event: by itself, by its deadline, or broken. An abort ends the wait for it only when it is over; who is
 * told to stop before its turn came never touches the world, and null comes of it.
 */
async function perform<State, Event, Effect extends { readonly key: string }>(
  machine: Machine<State, Event, Effect>,
  effect: Effect,
  state: State,
  aborted: AbortSignal,
): Promise<Event | null> {
  const place = aborted.aborted ? null : await admit(machine, effect, state, aborted);
  if (place === null) return null;
  const late = AbortSignal.timeout(Math.ceil(machine.deadline(effect, state)));
  try {
    return await machine.perform(effect, state, AbortSignal.any([aborted, late]));
  } catch (error) {
    return machine.broke(effect, late.aborted ? new Error("it was not done before its deadline") : error);
  } finally {
    place();
  }
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
