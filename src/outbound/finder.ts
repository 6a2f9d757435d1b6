import { shortestSecret, spellings } from "./encoding.ts";
import { type Interval, mergeIntervals } from "./interval.ts";
import { createMatcher } from "./matcher.ts";
import { findTokens, tokenNames } from "./token.ts";

/** Values that must not leave, by the name that is shown in their place. */
export type SecretValues = Readonly<Record<string, string>>;

/** Finds what must not be shown, and knows how long a known value can be. */
export type Finder = {
  find(text: string): readonly Interval[];
  /** Length of the longest spelling of a known value. */
  readonly longest: number;
  /** Whether a known value runs over lines, so that a line's end proves nothing. */
  readonly multiline: boolean;
};

/** Known values in every spelling, then whatever looks like a token. Our own markers already in the text are left as they are. */
export function createFinder(secrets: SecretValues): Finder {
  const words = new Map<string, string>();
  for (const [name, value] of Object.entries(secrets)) {
    if (value.length < shortestSecret) continue;
    for (const spelling of spellings(value)) if (!words.has(spelling)) words.set(spelling, nameOf(name));
  }
  const match = createMatcher(words);
  const names = new Set([...words.values(), ...tokenNames]);
  return {
    find: (text) => mergeIntervals(outsideMarkers([...match(text), ...findTokens(text)], markersIn(text, names))),
    longest: Math.max(0, ...[...words.keys()].map((word) => word.length)),
    multiline: [...words.keys()].some((word) => word.includes("\n")),
  };
}

/** What takes the place of a secret. */
export function markerOf(interval: Interval): string {
  return `[redacted:${interval.name}]`;
}

function nameOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_.-]/g, "_").slice(0, 100) || "SECRET";
}

type Marker = { readonly start: number; readonly end: number };

/** Only names we would write ourselves: else a step could show a secret dressed up as a marker. */
function markersIn(text: string, names: ReadonlySet<string>): readonly Marker[] {
  const written = [...text.matchAll(/\[redacted:([A-Za-z0-9_.-]{1,100})\]/g)].filter((match) => names.has(match[1] ?? ""));
  return written.map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** Keeps redaction idempotent even for a secret that is spelled like part of a marker. */
function outsideMarkers(found: readonly Interval[], markers: readonly Marker[]): readonly Interval[] {
  return found.filter(({ start, end }) => {
    const before = markers[countAtOrBefore(markers, start) - 1];
    return before === undefined || end > before.end;
  });
}

function countAtOrBefore(markers: readonly Marker[], position: number): number {
  let low = 0;
  let high = markers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((markers[middle]?.start ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
