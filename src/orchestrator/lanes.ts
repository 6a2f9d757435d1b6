/** Work in lanes: in each one after the other, lanes beside each other, so many at once. */
export type Lanes<Item> = {
  /** Offers all that is open now, in order: of each lane the first is begun, unless the lane is busy or resting. */
  offer(items: readonly Item[]): void;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
};

/** What became of one item: `restMs` keeps its lane closed for so long; it is open again unless it is done. */
export type Turn = { readonly restMs: number };

/** `ring` is called whenever a lane is free again: what is open may be offered anew. */
export function createLanes<Item>(
  most: number,
  laneOf: (item: Item) => string,
  work: (item: Item) => Promise<Turn>,
  ring: () => void,
): Lanes<Item> {
  const busy = new Map<string, Promise<void>>();
  const resting = new Map<string, NodeJS.Timeout>();
  const rest = (lane: string, ms: number) => {
    if (ms <= 0) return ring();
    const wake = () => {
      resting.delete(lane);
      ring();
    };
    resting.set(lane, setTimeout(wake, ms).unref());
  };
  const begin = (lane: string, item: Item) => {
    const turn = work(item).then(({ restMs }) => {
      busy.delete(lane);
      rest(lane, restMs);
    });
    busy.set(lane, turn);
  };
  return {
    offer: (items) => {
      const passed = new Set<string>();
      for (const item of items) {
        const lane = laneOf(item);
        if (busy.size >= most) return;
        if (!passed.has(lane) && !busy.has(lane) && !resting.has(lane)) begin(lane, item);
        passed.add(lane);
      }
    },
    idle: async () => void (await Promise.all(busy.values())),
  };
}
