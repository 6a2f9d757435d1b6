import { shortestSecret, spellings } from "./encoding.ts";
import { type Interval, mergeIntervals } from "./interval.ts";
import { createMatcher, type Matcher } from "./matcher.ts";
import { findTokens, tokenNames } from "./token.ts";
import { countAtOrBefore, decodings, shortestWrapped, viewsOf } from "./view.ts";

/** Values that must not leave, by the name that is shown in their place. */
export type SecretValues = Readonly<Record<string, string>>;

/** Finds what must not be shown, and knows how long a known value can be. */
export type Finder = {
  find(text: string): readonly Interval[];
  /** The most characters a known value takes, escaped as wordily as is usual. */
  readonly longest: number;
  /** Whether a known value runs over lines, so that a line's end proves nothing. */
  readonly multiline: boolean;
};

/** An escaped character is at most this long (`\\u0041`, `&#x41;`). */
const wordiest = 6;

/** Known values in every spelling, then whatever looks like a token. Our own markers already in the text are left as they are. */
export function createFinder(secrets: SecretValues): Finder {
  const words = wordsOf(secrets);
  const match = createMatcher(words);
  const names = new Set([...words.values(), ...tokenNames]);
  const matchAll = (text: string) => (words.size === 0 ? [] : [...match(text), ...matchViews(text, match)]);
  return {
    find: (text) => mergeIntervals(outsideMarkers([...matchAll(text), ...findTokens(text)], markersIn(text, names))),
    longest: wordiest * Math.max(0, ...[...words.keys()].map((word) => word.length)),
    multiline: [...words.keys()].some((word) => word.includes("\n")),
  };
}

/** Every spelling by the name of its secret. Spellings are decoded as texts are, so that a value with a % in it is found in a decoded text. */
function wordsOf(secrets: SecretValues): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [name, value] of Object.entries(secrets)) {
    if (value.length < shortestSecret) continue;
    const spelled = spellings(value);
    const all = [...spelled, ...spelled.flatMap(decodings).filter((word) => word.length >= shortestSecret)];
    for (const spelling of all) if (!words.has(spelling)) words.set(spelling, nameOf(name));
  }
  return words;
}

/** What a text says in escapes, or over wrapped lines. */
function matchViews(text: string, match: Matcher): readonly Interval[] {
  return viewsOf(text).flatMap(({ text: seen, wrapped, toSource }) => {
    const found = match(seen);
    return (wrapped ? found.filter(({ start, end }) => end - start >= shortestWrapped) : found).map(toSource);
  });
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
  const starts = markers.map(({ start }) => start);
  return found.filter(({ start, end }) => {
    const before = markers[countAtOrBefore(starts, start) - 1];
    return before === undefined || end > before.end;
  });
}
