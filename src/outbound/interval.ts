/** A stretch of a text that must not be shown, and what it is called. */
export type Interval = {
  /** Where the evidence begins: a prefix that stays visible (`Bearer `) lies between here and `start`. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly name: string;
};

/** Overlapping intervals become one, named like the longest of them. Sorted by start. */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.start - b.start)) addInterval(merged, next);
  return merged;
}

/** Adds one to a list without overlaps, when it ends behind all of them or starts behind all of their starts. */
export function addInterval(merged: Interval[], next: Interval): void {
  let whole = next;
  for (let last = merged.at(-1); last !== undefined && whole.start < last.end; last = merged.at(-1)) {
    whole = unite(last, whole);
    merged.pop();
  }
  merged.push(whole);
}

function unite(a: Interval, b: Interval): Interval {
  const name = b.end - b.start > a.end - a.start ? b.name : a.name;
  return { from: Math.min(a.from, b.from), start: Math.min(a.start, b.start), end: Math.max(a.end, b.end), name };
}
