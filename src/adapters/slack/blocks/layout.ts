import type { KnownBlock } from "@slack/types";
import { limits } from "../limits.ts";
import type { Rendered, SlackContent } from "./content.ts";
import { section } from "./element.ts";
import { bold, line, type Piece, plainOf } from "./piece.ts";
import { bytesOf, jsonBytes, richText } from "./rich-text.ts";
import { split } from "./split.ts";
import { escapeInto } from "./text.ts";

/** A message before it is cut into parts. */
export type Draft = {
  /** First line in Slack's own markup, with the mentions; empty: there is none. */
  readonly head: string;
  /** Text that flows over parts, and blocks that stay whole. */
  readonly items: readonly (Piece | KnownBlock)[];
  /** Buttons and what belongs to them, on the last part. */
  readonly tail: readonly KnownBlock[];
  /** What the tail says where only text is shown. */
  readonly ending?: string;
  /** What the file is called that takes what is too long. */
  readonly file: string;
};

/** More than these go into a file: nobody scrolls through more on a phone. */
const mostParts = 4;
/** Kept free on every part, so that how many there are does not change when buttons give way to a reason. */
const room = { bytes: limits.blocksBytes - 4_500, blocks: limits.blocksInMessage - 6 };

type Part = { readonly items: (Piece | KnownBlock)[]; bytes: number; blocks: number };

/** Cuts a draft into parts that Slack takes (platforms.md: 3.3). */
export function layOut(draft: Draft): Rendered {
  const all = fill(draft);
  const last = Math.min(all.length, mostParts) - 1;
  const isCut = all.length > mostParts;
  const parts = all.slice(0, mostParts).map((part, index) => {
    const note = isCut && index === last ? [line(bold(`Cut here. All of it is in ${draft.file}.`))] : [];
    return contentOf([...part.items, ...note], index === 0 ? draft.head : "", index === last ? draft.tail : [], draft.ending ?? "");
  });
  return { parts, files: isCut ? [{ name: draft.file, text: wholeText(draft) }] : [] };
}

function fill({ head, items }: Draft): readonly Part[] {
  const parts: Part[] = [{ items: [], bytes: jsonBytes(head), blocks: 1 }];
  const units = items.flatMap((item): readonly (Piece | KnownBlock)[] => (isBlock(item) ? [item] : split(item, room.bytes - overhead)));
  for (const unit of units) {
    const bytes = isBlock(unit) ? jsonBytes(unit) + 1 : bytesOf(unit);
    const open = parts.at(-1);
    if (open && open.bytes + bytes <= room.bytes && open.blocks < room.blocks) add(open, unit, bytes);
    else parts.push({ items: [unit], bytes: bytes + overhead, blocks: 1 });
  }
  return parts;
}

/** The containers of a run of text: a block, its section. */
const overhead = 100;

function add(part: Part, unit: Piece | KnownBlock, bytes: number): void {
  const before = part.items.at(-1);
  const begins = isBlock(unit) || before === undefined || isBlock(before);
  part.items.push(unit);
  part.bytes += bytes + (begins ? overhead : 0);
  part.blocks += begins ? 1 : 0;
}

function contentOf(items: readonly (Piece | KnownBlock)[], head: string, tail: readonly KnownBlock[], ending: string): SlackContent {
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
  return { text: fallback(items, head, tail.length > 0 ? ending : ""), blocks: [...blocks, ...tail] };
}

/** What is shown where blocks are not. The head is markup already, and short. */
function fallback(items: readonly (Piece | KnownBlock)[], head: string, ending: string): string {
  const body = [...plainLines(items), ...(ending === "" ? [] : [ending])].join("\n").trim();
  const begin = head === "" || body === "" ? head : `${head}\n`;
  return begin + (body === "" ? "" : escapeInto(body, limits.text - begin.length));
}

function plainLines(items: readonly (Piece | KnownBlock)[]): readonly string[] {
  return items.flatMap((item) => (isBlock(item) ? [] : [plainOf(item)]));
}

function wholeText({ items }: Draft): string {
  return `${plainLines(items).join("\n").trim()}\n`;
}

function isBlock(item: Piece | KnownBlock): item is KnownBlock {
  return "type" in item;
}
