import type { KnownBlock } from "@slack/types";
import { forSlack } from "../../../outbound/markup.ts";
import { bold, line, type Piece, plainOf } from "../../wording/piece.ts";
import { limits } from "../limits.ts";
import type { Rendered, SlackContent } from "./content.ts";
import { section } from "./element.ts";
import { bytesOf, jsonBytes, richText } from "./rich-text.ts";
import { split } from "./split.ts";
import { escapeInto } from "./text.ts";

/** A message before it is cut into parts. */
export type Draft = {
  /** First line in Slack's own markup, with the mentions; empty: there is none. */
  readonly head: string;
  /** Text that flows over parts, and blocks that stay whole. */
  readonly items: readonly Item[];
  /** Buttons and what belongs to them, on the last part. */
  readonly tail: readonly KnownBlock[];
  /** What the tail says where only text is shown. */
  readonly ending?: string;
  /** What the file is called that takes what is too long; null: what is too long is cut. */
  readonly file: string | null;
  /** More parts than these are not shown. */
  readonly mostParts?: number;
};

/** More than these go into a file: nobody scrolls through more on a phone. */
const fewParts = 5;
/** Kept free on every part, so that how many there are does not change when buttons give way to a reason. */
const room = { bytes: limits.blocksBytes - 4_500, blocks: limits.blocksInMessage - 6, text: limits.text - 100 };

type Item = Piece | KnownBlock;
type Part = { readonly head: string; readonly items: Item[]; bytes: number; blocks: number; text: number };

/** Cuts a draft into parts that Slack takes (platforms.md: 3.3). */
export function layOut(draft: Draft): Rendered {
  const { file, mostParts = fewParts } = draft;
  const all = fill(draft, mostParts);
  const last = Math.min(all.length, mostParts) - 1;
  const isCut = all.length > mostParts;
  const parts = all.slice(0, mostParts).map(({ head, items }, index): SlackContent => {
    const note =
      isCut && index === last
        ? [line(bold(file === null ? "Cut here: the rest could not be attached." : `Cut here. All of it is in ${file}.`))]
        : [];
    const body = [...withoutOuterBlanks(items), ...note];
    const [tail, ending] = index === last ? [draft.tail, draft.ending ?? ""] : [[], ""];
    return { text: fallback(body, head, ending) || nothing, blocks: [...blocksOf(head, body), ...tail] };
  });
  const shown = parts.filter(({ blocks }) => blocks.length > 0);
  const empty = { text: nothing, blocks: [section(nothing)] };
  return { parts: shown.length > 0 ? shown : [empty], files: isCut && file !== null ? [{ name: file, text: wholeText(draft) }] : [] };
}

/** What stands where there is no word: Slack takes no empty text. */
const nothing = "…";

function withoutOuterBlanks(items: readonly Item[]): readonly Item[] {
  const isShown = (item: Item) => isBlock(item) || plainOf(item).trim() !== "";
  return items.slice(Math.max(0, items.findIndex(isShown)), items.findLastIndex(isShown) + 1);
}

/** One part more than is shown is enough to know that there are more. */
function fill({ head, items }: Draft, mostParts: number): readonly Part[] {
  const first: Part = { head, items: [], bytes: jsonBytes(head), blocks: 0, text: head.length + 1 };
  const parts = [first];
  let open = first;
  for (const unit of items.flatMap((item): readonly Item[] => (isBlock(item) ? [item] : split(item, pieceBytes)))) {
    const bytes = overhead + (isBlock(unit) ? jsonBytes(unit) : bytesOf(unit));
    const text = isBlock(unit) ? 0 : textOf(plainOf(unit));
    if (!fits(open, bytes) || (open.text + text > room.text && open.items.length > 0)) {
      open = { head: "", items: [], bytes: 0, blocks: 0, text: 0 };
      parts.push(open);
    }
    const before = open.items.at(-1);
    if (before === undefined || isBlock(before) || isBlock(unit)) open.blocks += 1;
    open.items.push(unit);
    open.bytes += bytes;
    open.text += text;
    if (parts.length > mostParts) break;
  }
  return parts;
}

/** The containers around a piece: a block and its section. */
const overhead = 100;
/** Pieces so small that what is shown where blocks are not has room for them, too: who only reads that misses nothing. */
const pieceBytes = 3_800;

function textOf(said: string): number {
  return forSlack(said).length + 1;
}

/** What is added up is more than it takes, because neighbours become one: measured before it is believed. */
function fits(part: Part, bytes: number): boolean {
  if (part.blocks >= room.blocks) return false;
  if (part.bytes + bytes > room.bytes) part.bytes = jsonBytes(blocksOf(part.head, part.items));
  return part.bytes + bytes <= room.bytes;
}

function blocksOf(head: string, items: readonly Item[]): readonly KnownBlock[] {
  const blocks: KnownBlock[] = head === "" ? [] : [section(head)];
  let run: Piece[] = [];
  const flush = () => {
    const text = richText(run);
    if (text !== null) blocks.push(text);
    run = [];
  };
  for (const item of items) {
    if (isBlock(item)) {
      flush();
      blocks.push(item);
    } else run.push(item);
  }
  flush();
  return blocks;
}

/** What is shown where blocks are not. The head is markup already, and short. */
function fallback(items: readonly Item[], head: string, ending: string): string {
  const body = [...plainLines(items), ...(ending === "" ? [] : [ending])].join("\n").trim();
  const begin = head === "" || body === "" ? head : `${head}\n`;
  return begin + (body === "" ? "" : escapeInto(body, limits.text - begin.length));
}

function plainLines(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) => (isBlock(item) ? [] : [plainOf(item)]));
}

function wholeText({ items }: Draft): string {
  return `${plainLines(items).join("\n").trim()}\n`;
}

function isBlock(item: Item): item is KnownBlock {
  return "type" in item;
}
