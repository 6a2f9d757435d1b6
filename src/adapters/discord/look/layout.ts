import type { APIComponentInContainer, APIMessageTopLevelComponent } from "discord.js";
import { bold, line, type Piece, plainOf } from "../../wording/piece.ts";
import { limits } from "../limits.ts";
import type { DiscordContent, Rendered } from "./content.ts";
import { type Accent, accents, type Row, separator, textDisplay } from "./element.ts";
import type { Head } from "./head.ts";
import { markdownOf, split } from "./markdown.ts";

/** A message before it is cut into parts. */
export type Draft = {
  readonly head: Head;
  /** Text that flows over parts, and rows that stay whole. */
  readonly items: readonly Item[];
  /** Buttons and what belongs to them, on the last part. */
  readonly tail: readonly APIComponentInContainer[];
  /** What the file is called that takes what is too long. */
  readonly file: string;
  /** Null: it is said like anybody says something, without a frame. */
  readonly accent: Accent | null;
};

type Item = Piece | Row;
/** A text in Markdown, or a row. */
type Unit = string | Row;
type Part = { readonly units: Unit[]; text: number; components: number };

/** More than these go into a file: nobody scrolls through more on a phone. */
const mostParts = 4;
/**
 * Kept free on every part, so that how many there are does not change when buttons give way to a reason: 1,100 characters, and the
 * frame, the head, a line and what is below it.
 */
const room = { text: limits.text - 1_100, components: limits.components - 12 };
/** What stands where there is no word: Discord takes no empty text. */
const nothing = "…";

/** Cuts a draft into parts that Discord takes (platforms.md: 2, complaint 12). */
export function layOut(draft: Draft): Rendered {
  const all = fill(draft);
  const isCut = all.length > mostParts;
  const shown = all.slice(0, mostParts);
  const parts = shown.map(({ units }, index): DiscordContent => {
    const isLast = index === shown.length - 1;
    const note = isCut && isLast ? [markdownOf(line(bold(`Cut here. All of it is in ${draft.file}.`)))] : [];
    const body = componentsOf([...(index === 0 ? headed(draft, units) : units), ...note]);
    const tail = isLast && draft.tail.length > 0 ? [...(body.length > 0 ? [separator] : []), ...draft.tail] : [];
    const mentions = index === 0 ? draft.head.mentions : { users: [], roles: [] };
    return { components: framed([...body, ...tail], draft.accent), mentions };
  });
  return { parts, files: isCut ? [{ name: draft.file, text: wholeText(draft) }] : [] };
}

/** Whom plain words are for stands before them, in their line. */
function headed({ head: { markdown }, accent }: Draft, units: readonly Unit[]): readonly Unit[] {
  const [first, ...others] = units;
  const isOneLine = accent === null && markdown !== "" && typeof first === "string" && /^(?!\s|```)/.test(first);
  return isOneLine ? [`${markdown} ${first}`, ...others] : [markdown, ...units];
}

function framed(components: APIComponentInContainer[], accent: Accent | null): readonly APIMessageTopLevelComponent[] {
  const shown = components.length > 0 ? components : [textDisplay(nothing)];
  return accent === null ? shown : [{ type: 17, accent_color: accents[accent], components: shown }];
}

/** Texts beside each other become one. */
function componentsOf(units: readonly Unit[]): APIComponentInContainer[] {
  const components: APIComponentInContainer[] = [];
  let run: string[] = [];
  const flush = () => {
    const text = run.join("\n").replace(/^(?:[ \t]*\n)+|\s+$/g, "");
    if (text.trim() !== "") components.push(textDisplay(text));
    run = [];
  };
  for (const unit of units) {
    if (typeof unit === "string") run.push(unit);
    else {
      flush();
      components.push(unit);
    }
  }
  flush();
  return components;
}

/** One part more than is shown is enough to know that there are more. */
function fill({ head, items }: Draft): readonly Part[] {
  const first: Part = { units: [], text: head.markdown.length + 1, components: 0 };
  const parts = [first];
  let open = first;
  // A head takes at most 1,500 characters (head.ts): beside it there is always room.
  const most = room.text - first.text - 1;
  for (const unit of withoutOuterBlanks(items).flatMap((item): readonly Unit[] => (isRow(item) ? [item] : split(item, most)))) {
    const [text, components] = typeof unit === "string" ? [unit.length + 1, 1] : [0, 1 + unit.components.length];
    if (open.text + text > room.text || open.components + components > room.components) {
      open = { units: [], text: 0, components: 0 };
      parts.push(open);
    }
    if (!(typeof unit === "string" && typeof open.units.at(-1) === "string")) open.components += components;
    open.units.push(unit);
    open.text += text;
    if (parts.length > mostParts) break;
  }
  return parts;
}

function withoutOuterBlanks(items: readonly Item[]): readonly Item[] {
  const isShown = (item: Item) => isRow(item) || plainOf(item).trim() !== "";
  return items.slice(Math.max(0, items.findIndex(isShown)), items.findLastIndex(isShown) + 1);
}

function wholeText({ items }: Draft): string {
  return `${items
    .flatMap((item) => (isRow(item) ? [] : [plainOf(item)]))
    .join("\n")
    .trim()}\n`;
}

function isRow(item: Item): item is Row {
  return "type" in item;
}
