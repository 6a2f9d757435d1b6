import type { RichTextBlock, RichTextBlockElement, RichTextElement } from "@slack/types";
import type { Piece, Span } from "../../wording/piece.ts";
import { whomIs } from "./whom.ts";

/**
 * Pieces as one `rich_text` block, in which every character means itself: no escaping, and nothing that a text could turn into a
 * mention, a link or an emoji. Null where there is nothing to show.
 */
export function richText(pieces: readonly Piece[]): RichTextBlock | null {
  const elements: RichTextBlockElement[] = [];
  let lines: (readonly Span[])[] = [];
  const flush = () => {
    const texts = textsOf(joined(lines));
    if (texts.length > 0) elements.push({ type: "rich_text_section", elements: texts });
    lines = [];
  };
  for (const piece of pieces) {
    if ("spans" in piece) lines.push(piece.spans);
    else {
      flush();
      if (piece.code.trim() !== "") elements.push({ type: "rich_text_preformatted", elements: [{ type: "text", text: piece.code }] });
    }
  }
  flush();
  return elements.length > 0 ? { type: "rich_text", elements } : null;
}

/** One line as exactly one section, as the details of a task card have to be; null where there is nothing in it. */
export function richLine(text: string): RichTextBlock | null {
  return text.trim() === "" ? null : richText([{ spans: [{ text }] }]);
}

/** At most so many bytes of JSON are made of a piece, whatever stands beside it. */
export function bytesOf(piece: Piece): number {
  if ("code" in piece) return jsonBytes(piece.code) + containerBytes;
  return piece.spans.reduce((sum, span) => sum + spanBytes(span), lineBytes);
}

/** The same of one span: `{"type":"text","text":…,"style":{"bold":true}},`. */
export function spanBytes({ text, style }: Span): number {
  return jsonBytes(text) + (style === undefined ? 24 : 46);
}

/** A line break of its own, in the worst case: `{"type":"text","text":"\n"},`. */
const lineBytes = 28;
/** A preformatted element, and the section that has to be begun again behind it. */
const containerBytes = 150;

/** As JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function joined(lines: readonly (readonly Span[])[]): readonly Span[] {
  return lines.flatMap((spans, index) => (index === 0 ? spans : [{ text: "\n" }, ...spans]));
}

/** Neighbours that look the same become one. */
function textsOf(spans: readonly Span[]): RichTextElement[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && last.style === span.style) merged[merged.length - 1] = { ...last, text: last.text + span.text };
    else merged.push(span);
  }
  return merged.map(({ text, style }) => {
    if (style === "who") return whoOf(text);
    return { type: "text", text, ...(style === undefined ? {} : { style: { [style]: true } }) };
  });
}

/** It calls nobody: such a message is for one person alone. */
function whoOf(text: string): RichTextElement {
  const whom = whomIs(text);
  if (whom === null) return { type: "text", text };
  return "user" in whom ? { type: "user", user_id: whom.user } : { type: "usergroup", usergroup_id: whom.group };
}
