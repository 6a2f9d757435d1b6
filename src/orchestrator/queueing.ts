import type { Release, Slots } from "./slots.ts";

/** One task's use of the slots, which knows how long all of the task only waited for its turn: that time is not the task's. */
export type Queueing = {
  /** Waits for a place, and before it for one among those that are short; rejects with the signal's reason when told to stop. */
  take(signal: AbortSignal, short?: Slots | null): Promise<Release>;
  /** For what needs no place: it runs at once. */
  pass(): Release;
  /** Whether everything that should run waits. */
  readonly isWaiting: boolean;
  /** Milliseconds since the last call in which everything waited. */
  waited(): number;
};

export function createQueueing(slots: Slots, now: () => number = Date.now): Queueing {
  let [waiting, running, sum] = [0, 0, 0];
  let since: number | null = null;
  const isWaiting = () => waiting > 0 && running === 0;
  const count = (waits: number, runs: number) => {
    waiting += waits;
    running += runs;
    if (since !== null && !isWaiting()) {
      sum += now() - since;
      since = null;
    } else if (isWaiting()) since ??= now();
  };
  const run = (release: Release): Release => {
    count(0, 1);
    return () => {
      count(0, -1);
      release();
    };
  };
  return {
    take: async (signal, short = null) => {
      count(1, 0);
      try {
        return run(await takeBoth(short, slots, signal));
      } finally {
        count(-1, 0);
      }
    },
    pass: () => run(() => undefined),
    get isWaiting() {
      return isWaiting();
    },
    waited: () => {
      const waited = sum + (since === null ? 0 : now() - since);
      sum = 0;
      if (since !== null) since = now();
      return waited;
    },
  };
}

/** Whoever waits for one of few holds none of the many meanwhile. */
async function takeBoth(short: Slots | null, slots: Slots, signal: AbortSignal): Promise<Release> {
  if (short === null) return slots.take(signal);
  const first = await short.take(signal);
  try {
    const second = await slots.take(signal);
    return () => {
      second();
      first();
    };
  } catch (error) {
    first();
    throw error;
  }
}
