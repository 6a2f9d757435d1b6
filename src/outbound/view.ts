import type { Interval } from "./interval.ts";

/** A text as somebody would read it who undid an encoding of it, and where each stretch of that stands in the text itself. */
export type View = {
  readonly text: string;
  /** Whether lines were joined that a tool may have wrapped. */
  readonly wrapped: boolean;
  toSource(interval: Interval): Interval;
};

/** How often an encoding is undone: JSON in JSON, an address in an address. */
const levels = 3;

/** Below this a value that is wrapped over lines is not looked for: words of a paragraph would be taken for it. */
export const shortestWrapped = 16;

const byte = (lead: string, sign: string) => `${sign}${lead}[0-9A-Fa-f]`;
const character = (sign: string) => {
  const more = byte("[89ABab]", sign);
  return [byte("[0-7]", sign), byte("[CDcd]", sign) + more, byte("[Ee]", sign) + more.repeat(2), `${sign}[Ff][0-7]${more.repeat(3)}`];
};
const encoded = new RegExp(
  [
    ...character("%"),
    "&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);",
    ...character(String.raw`\\x`),
    String.raw`\\u[0-9A-Fa-f]{4}`,
    String.raw`\\u\{[0-9A-Fa-f]{1,6}\}`,
    String.raw`\\[nrtbf0]`,
    String.raw`\\[^A-Za-z0-9\s]`,
  ].join("|"),
  "g",
);
const wraps = /=?\n\s*/g;

const named: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" };
const escaped: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "0": "\0" };

/** What a text says once percent, entity and backslash escapes are undone: once, twice and three times, as far as that changes it. */
export function decodings(text: string): readonly string[] {
  return decodedViews(text).map((view) => view.text);
}

/** The same with the way back, and each of them with lines joined that a tool may have wrapped. */
export function viewsOf(text: string): readonly View[] {
  const decoded = decodedViews(text);
  return [...decoded, ...[asItIs(text), ...decoded].flatMap(unwrapped)];
}

function asItIs(text: string): View {
  return { text, wrapped: false, toSource: (interval) => interval };
}

function decodedViews(text: string): readonly View[] {
  const views: View[] = [];
  let last = asItIs(text);
  for (let level = 0; level < levels; level++) {
    const next = rewrite(last, encoded, decode);
    if (next === null) break;
    views.push(next);
    last = next;
  }
  return views;
}

function unwrapped(view: View): readonly View[] {
  const joined = rewrite(view, wraps, () => "");
  return joined === null ? [] : [{ ...joined, wrapped: true }];
}

function decode(piece: string): string {
  if (piece.length === 3 && piece.startsWith("%")) return String.fromCharCode(Number.parseInt(piece.slice(1), 16));
  if (piece.startsWith("%")) return Buffer.from(piece.replaceAll("%", ""), "hex").toString("utf8");
  if (piece.startsWith("\\x")) return Buffer.from(piece.replaceAll("\\x", ""), "hex").toString("utf8");
  if (piece.startsWith("\\u")) return fromCode(Number.parseInt(piece.replace(/[\\u{}]/g, ""), 16));
  if (piece.startsWith("&#x") || piece.startsWith("&#X")) return fromCode(Number.parseInt(piece.slice(3), 16));
  if (piece.startsWith("&#")) return fromCode(Number.parseInt(piece.slice(2), 10));
  if (piece.startsWith("&")) return named[piece] ?? piece;
  return escaped[piece.slice(1)] ?? piece.slice(1);
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
}

type Replace = (piece: string) => string;

/** Where replaced pieces stand: begin and end in the new text, begin and end in the old one. */
type Pieces = { readonly begins: number[]; readonly ends: number[]; readonly oldBegins: number[]; readonly oldEnds: number[] };

/** The text with every match replaced; null where there is none. The way back is only looked for when it is asked for. Linear. */
function rewrite(view: View, pattern: RegExp, replace: Replace): View | null {
  const { text } = view;
  const rewritten = text.replace(pattern, replace);
  if (rewritten === text) return null;
  let pieces: Pieces | null = null;
  const toSource = ({ start, end, name }: Interval) => {
    pieces ??= findPieces(text, pattern, replace);
    const begin = oldOf(pieces, start).begin;
    return view.toSource({ from: begin, start: begin, end: oldOf(pieces, end - 1).end, name });
  };
  return { text: rewritten, wrapped: view.wrapped, toSource };
}

function findPieces(text: string, pattern: RegExp, replace: Replace): Pieces {
  const pieces: Pieces = { begins: [], ends: [], oldBegins: [], oldEnds: [] };
  let shorter = 0;
  text.replace(pattern, (old, at: number) => {
    const piece = replace(old);
    pieces.begins.push(at - shorter);
    pieces.ends.push(at - shorter + piece.length);
    pieces.oldBegins.push(at);
    pieces.oldEnds.push(at + old.length);
    shorter += old.length - piece.length;
    return piece;
  });
  return pieces;
}

/** Where one unit of the new text stands in the old one: a replaced piece stands there whole. */
function oldOf({ begins, ends, oldBegins, oldEnds }: Pieces, position: number): { readonly begin: number; readonly end: number } {
  const last = countAtOrBefore(begins, position) - 1;
  const [end = 0, oldBegin = 0, oldEnd = 0] = [ends[last], oldBegins[last], oldEnds[last]];
  if (last >= 0 && position < end) return { begin: oldBegin, end: oldEnd };
  const old = oldEnd + position - end;
  return { begin: old, end: old + 1 };
}

/** How many of the sorted numbers are at most `position`. */
export function countAtOrBefore(sorted: readonly number[], position: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
