import { cutAt } from "../../../outbound/cap.ts";
import type { Piece, Span } from "../../wording/piece.ts";
import { bytesOf, jsonBytes, spanBytes } from "./rich-text.ts";

/** A piece as pieces of at most `room` bytes each: split at line breaks, then at blanks, then anywhere between characters. */
export function split(piece: Piece, room: number): readonly Piece[] {
  if (bytesOf(piece) <= room) return [piece];
  if ("spans" in piece)
    return grouped(
      piece.spans.flatMap((span) => chopSpan(span, room)),
      spanBytes,
      room - 100,
    ).map((spans) => ({ spans }));
  const lines = piece.code.split("\n").flatMap((one) => chop(one, room));
  return grouped(lines, (one) => jsonBytes(one), room - 200).map((some) => ({ code: some.join("\n") }));
}

function chopSpan(span: Span, room: number): readonly Span[] {
  return chop(span.text, room).map((text) => ({ ...span, text }));
}

/** No character of a cleaned text takes more than three bytes of JSON. */
function chop(text: string, room: number): readonly string[] {
  const most = Math.floor(room / 6);
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const head = cutAt(rest, most);
    const blank = head.lastIndexOf(" ") + 1;
    const end = blank > most / 2 ? blank : Math.max(1, head.length);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** Neighbours together, as long as they fit. */
function grouped<Item>(items: readonly Item[], weigh: (item: Item) => number, room: number): readonly (readonly Item[])[] {
  const groups: Item[][] = [];
  let left = 0;
  for (const item of items) {
    const weight = weigh(item);
    if (groups.length === 0 || weight > left) {
      groups.push([]);
      left = room;
    }
    groups.at(-1)?.push(item);
    left -= weight;
  }
  return groups;
}
