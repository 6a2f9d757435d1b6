/** Gives a place back. Calling it again changes nothing. */
export type Release = () => void;

/** Places for what occupies this machine: steps and checks of all tasks of a process share them, first come, first served. */
export type Slots = {
  /** Waits for a place; rejects with the signal's reason when told to stop waiting. */
  take(signal: AbortSignal): Promise<Release>;
};

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();
  const occupy = (): Release => {
    free -= 1;
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      free += 1;
      const [next] = waiting;
      next?.();
    };
  };
  return {
    take: async (signal) => {
      signal.throwIfAborted();
      if (free > 0) return occupy();
      return new Promise<Release>((resolve, reject) => {
        const end = () => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        const enter = () => {
          waiting.delete(enter);
          signal.removeEventListener("abort", end);
          resolve(occupy());
        };
        waiting.add(enter);
        signal.addEventListener("abort", end, { once: true });
      });
    },
  };
}

/** Places for each of some who take only so many at once, by name. */
export function slotsOf(all: readonly { readonly name: string; readonly concurrency: number }[]): (name: string) => Slots | null {
  const byName = new Map(all.map(({ name, concurrency }) => [name, createSlots(concurrency)]));
  return (name) => byName.get(name) ?? null;
}
