import { createFinder, type Finder, markerOf, type SecretValues } from "./finder.ts";
import type { Interval } from "./interval.ts";

/** Replaces what must not be shown by `[redacted:NAME]`. Idempotent. */
export type Redact = (text: string) => string;

/** Redacts a text that comes in pieces, values split over pieces included. What it cannot be sure of yet it holds back. */
export type RedactingStream = {
  /** Takes a piece, returns what may be shown now. */
  write(piece: string): string;
  /** Returns the rest. */
  end(): string;
};

/**
 * Known secret values (6 characters or more) in every usual spelling, and what looks like a token (sandbox.md: output to chat).
 * Redaction is a net, not a boundary: secrets are kept out of the sandbox in the first place.
 */
export function createRedactor(secrets: SecretValues): Redact {
  const finder = createFinder(secrets);
  return (text) => {
    let shown = text;
    // What follows a redacted value may only now stand alone as a token, so we look again: bounded, whatever the values are.
    for (let pass = 0; pass < passes; pass++) {
      const found = finder.find(shown);
      if (found.length === 0) break;
      shown = replace(shown, found);
    }
    return shown;
  };
}

const passes = 4;

/** So many values of one name are remembered: a token that was renewed may still be said for a while. */
const mostLearned = 4;

/** A redactor that also learns secrets that come while the process runs, each under a name of its own. */
export function createLearningRedactor(known: SecretValues): { readonly redact: Redact; learn(name: string, value: string): void } {
  const learned = new Map<string, readonly string[]>();
  let redact = createRedactor(known);
  return {
    redact: (text) => redact(text),
    learn: (name, value) => {
      const before = learned.get(name) ?? [];
      if (before.includes(value)) return;
      learned.set(name, [value, ...before].slice(0, mostLearned));
      const all = [...learned].flatMap(([one, values]) => values.map((each, index) => [index === 0 ? one : `${one}_${index}`, each]));
      redact = createRedactor({ ...Object.fromEntries(all), ...known });
    },
  };
}

/** The same for a stream. A whole line goes out at once; of an unfinished one, as much as no secret can begin in. */
export function createRedactingStream(secrets: SecretValues): RedactingStream {
  const finder = createFinder(secrets);
  let held = "";
  return {
    write: (piece) => {
      held += piece;
      const found = finder.find(held);
      const cut = safeCut(held, found, finder);
      const shown = replace(
        held.slice(0, cut),
        found.filter((interval) => interval.end <= cut),
      );
      held = shorten(held.slice(cut), cut, found);
      return shown;
    },
    end: () => {
      const rest = replace(held, finder.find(held));
      held = "";
      return rest;
    },
  };
}

/** A token's pattern is recognised within this many characters of its start. */
const tokenReach = 2_100;
/** A token still growing at the end of what came is cut to this, so that an endless one costs no memory. */
const growingKept = 4_096;

/** How much of the text no later piece can change. */
function safeCut(text: string, found: readonly Interval[], finder: Finder): number {
  const behind = Math.max(0, text.length - Math.max(finder.longest, tokenReach));
  const line = finder.multiline ? 0 : text.lastIndexOf("\n") + 1;
  const cut = Math.max(behind, line);
  const across = found.find((interval) => interval.from < cut && (interval.end > cut || interval.end === text.length));
  return across?.from ?? cut;
}

function shorten(rest: string, offset: number, found: readonly Interval[]): string {
  const growing = found.at(-1);
  const touches = growing !== undefined && growing.from === offset && growing.end === offset + rest.length;
  return touches && rest.length > 2 * growingKept ? rest.slice(0, growingKept) : rest;
}

function replace(text: string, intervals: readonly Interval[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const interval of intervals) {
    parts.push(text.slice(at, interval.start), markerOf(interval));
    at = interval.end;
  }
  return parts.join("") + text.slice(at);
}
