import { cutAt } from "../../../outbound/cap.ts";
import { forDiscord } from "../../../outbound/markup.ts";
import type { Piece, Span } from "../../wording/piece.ts";
import { whomIs } from "./whom.ts";

/** A piece in Discord's Markdown, in which every character that somebody wrote means itself. */
export function markdownOf(piece: Piece): string {
  return "code" in piece ? fence(harmless(piece.code), piece.language) : joined(piece.spans).map(markdownOfSpan).join("");
}

/**
 * The same in parts of at most `room` characters: split at line breaks, then at blanks, then anywhere between characters. A fence
 * is closed and opened again; nothing is lost.
 */
export function split(piece: Piece, room: number): readonly string[] {
  const whole = markdownOf(piece);
  if (whole.length <= room) return [whole];
  if ("code" in piece) {
    const most = room - fence("", piece.language).length;
    return packed(linesOf(harmless(piece.code), most), most).map((code) => fence(code, piece.language));
  }
  return groupsOf(piece.spans, room).map((spans) => markdownOf({ spans }));
}

function fence(code: string, language = ""): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

/** Three backticks would end the fence: between them stands what nobody sees. */
function harmless(code: string): string {
  return code.replace(/`(?=``)/g, "`\u200b");
}

function markdownOfSpan({ text, style }: Span): string {
  return style === undefined ? forDiscord(text) : drawn[style](text);
}

const drawn = { bold: boldOf, code: codeOf, who: (text: string) => whomIs(text)?.text ?? forDiscord(text) };

/** In bold, unless an address in it would end that; blanks at its ends stay outside. */
function boldOf(text: string): string {
  const [, before = "", core = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  if (core === "" || /https?:\/\/\S*\*/.test(core)) return forDiscord(text);
  return `${before}**${forDiscord(core)}**${after}`;
}

function codeOf(text: string): string {
  if (!text.includes("`")) return `\`${text}\``;
  return text.includes("``") ? forDiscord(text) : `\`\` ${text} \`\``;
}

/** Neighbours that look the same become one: `**a****b**` would be something else. */
function joined(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && last.style === span.style) merged[merged.length - 1] = { ...last, text: last.text + span.text };
    else if (span.text !== "") merged.push(span);
  }
  return merged;
}

/** Escaping makes at most three characters of one, and styles add a few. */
function groupsOf(spans: readonly Span[], room: number): readonly (readonly Span[])[] {
  const groups: Span[][] = [[]];
  let left = room;
  for (const span of joined(spans).flatMap(({ text, style }) => chop(text, Math.floor(room / 4)).map((part) => ({ text: part, style })))) {
    const one: Span = span.style === undefined ? { text: span.text } : { text: span.text, style: span.style };
    const length = markdownOfSpan(one).length + 6;
    if (length > left) {
      groups.push([]);
      left = room;
    }
    groups.at(-1)?.push(one);
    left -= length;
  }
  return groups.filter((group) => group.length > 0);
}

/** Beginnings at most so long, one behind the other: they end behind a line or a word, where there is one in their second half. */
function chop(text: string, room: number): readonly string[] {
  const most = Math.max(1, room);
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const head = cutAt(rest, most);
    const gap = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" ")) + 1;
    const end = gap > most / 2 ? gap : Math.max(1, head.length);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

/** A line, or what is left of one that was too long: then nothing stands before it. */
type CodeLine = { readonly before: "" | "\n"; readonly text: string };

function linesOf(code: string, most: number): readonly CodeLine[] {
  return code.split("\n").flatMap((one) => chop(one, most).map((text, index) => ({ before: index === 0 ? "\n" : "", text }) as const));
}

function packed(lines: readonly CodeLine[], room: number): readonly string[] {
  const groups: string[] = [];
  for (const { before, text } of lines) {
    const last = groups.at(-1);
    if (last === undefined || last.length + before.length + text.length > room) groups.push(text);
    else groups[groups.length - 1] = `${last}${before}${text}`;
  }
  return groups.filter((group) => group.trim() !== "");
}
