import { closeFences, closingRoom } from "./fence.ts";

/** How much may be shown. Characters are UTF-16 units, the strictest count any platform uses. */
export type Caps = { readonly maxChars: number; readonly maxLines: number };

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** How far behind a cut its grapheme is looked at. Longer ones are cut between code points. */
const reach = 64;

/** The text within its caps, with code fences closed and an honest last line of what is missing. Idempotent. */
export function capText(text: string, caps: Caps): string {
  const whole = closeFences(text);
  const lines = countLines(whole);
  if (whole.length <= caps.maxChars && lines <= caps.maxLines) return whole;
  const room = { chars: caps.maxChars - closingRoom(text) - 40, lines: caps.maxLines - 1 - (closingRoom(text) > 4 ? 2 : 1) };
  if (room.chars < 1 || room.lines < 1) return capLine(text.replaceAll("\n", " ").replace(/`{3,}/g, "`"), caps.maxChars);
  const head = cutAt(firstLines(text, room.lines), room.chars);
  return `${closeFences(head.trimEnd())}\n${missing(text.slice(head.length))}`;
}

/** One line of at most `maxChars`, ending in `…` where something was cut. */
export function capLine(line: string, maxChars: number): string {
  return line.length <= maxChars ? line : `${cutAt(line, maxChars - 1).trimEnd()}…`.slice(0, maxChars);
}

/** The beginning of a text, at most `end` units long, never ending inside a code point or a grapheme. */
export function cutAt(text: string, end: number): string {
  if (text.length <= end) return text;
  if (end <= 0) return "";
  const from = Math.max(0, end - reach);
  const window = text.slice(from, end + reach);
  const cut = graphemes.segment(window).containing(end - from)?.index ?? end - from;
  // A grapheme that fills the whole window before the cut would leave nothing: fall back to whole code points.
  return text.slice(0, cut > 0 ? from + cut : end).replace(/[\uD800-\uDBFF]$/, "");
}

/** A line that is shown in part counts as missing, unless it is the only one. */
function missing(rest: string): string {
  const lines = countLines(rest.startsWith("\n") ? rest.slice(1) : rest);
  if (lines > 1 || rest.startsWith("\n")) return lines === 1 ? "… 1 more line" : `… ${lines} more lines`;
  return `… ${rest.length} more characters`;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function firstLines(text: string, count: number): string {
  let end = -1;
  for (let line = 0; line < count; line++) {
    end = text.indexOf("\n", end + 1);
    if (end === -1) return text;
  }
  return text.slice(0, end);
}
