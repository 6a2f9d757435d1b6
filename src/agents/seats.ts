/** Bounds how many may be in at once. */
export type Seats = {
  /** Waits for a seat and returns what gives it back; null when the signal ended the waiting. */
  take(signal: AbortSignal): Promise<(() => void) | null>;
  /** Whether the next one has to wait. */
  readonly full: boolean;
};

/** `count` seats, given in the order in which they were asked for. */
export function createSeats(count: number): Seats {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };
  const once = () => {
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
  return {
    get full() {
      return taken >= count;
    },
    take: async (signal) => {
      if (signal.aborted) return null;
      if (taken < count) {
        taken += 1;
        return once();
      }
      return (await called(waiting, signal)) ? once() : null;
    },
  };
}

/** Stands in line; true when its turn came, false when the signal came first. */
function called(waiting: (() => void)[], signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const enter = () => {
      signal.removeEventListener("abort", giveUp);
      resolve(true);
    };
    const giveUp = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      resolve(false);
    };
    waiting.push(enter);
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
