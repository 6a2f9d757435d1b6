/** Tries of a transient fault (product: 2.5). */
const tries = 3;
const firstDelayMs = 100;
const longestDelayMs = 5_000;

/** Whether one more try follows after this many faults. */
export function isWorthRetrying(faults: number): boolean {
  return faults < tries;
}

/** Backoff before the next try: 100 ms · 2ⁿ, at most 5 s. */
export function delayBefore(faults: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** faults);
}
