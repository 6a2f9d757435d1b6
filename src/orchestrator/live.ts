import type { Running } from "../domain/card.ts";

/**
 * What goes on inside the steps of one task while they run: shown on its live card, part of no state. News rings at most
 * once a second, and the last of it always (product: 2.8).
 */
export type LiveBoard = {
  note(step: string, news: Omit<Running, "step" | "since">): void;
  end(step: string): void;
  /** Called when there is something to show. */
  subscribe(ring: () => void): void;
  /** Whether something rang that nobody has shown. */
  readonly isNew: boolean;
  /** All of it as it is now; it counts as shown. */
  show(): readonly Running[];
};

/** Between two pictures, in milliseconds. */
const pauseMs = 1_000;

export function createLiveBoard(now: () => number = Date.now): LiveBoard {
  const running = new Map<string, Running>();
  let [ring, isNew, isTimed, shownAt] = [() => {}, false, false, Number.NEGATIVE_INFINITY];
  const wake = () => {
    isTimed = false;
    isNew = true;
    ring();
  };
  return {
    note: (step, news) => {
      const since = running.get(step)?.since ?? now();
      running.set(step, { ...news, step, since });
      if (!isTimed) setTimeout(wake, Math.max(0, shownAt + pauseMs - now())).unref();
      isTimed = true;
    },
    end: (step) => void running.delete(step),
    subscribe: (call) => {
      ring = call;
    },
    get isNew() {
      return isNew;
    },
    show: () => {
      isNew = false;
      shownAt = now();
      return [...running.values()];
    },
  };
}
