import { cutAtNames } from "../../domain/named.ts";
import type { Piece, Span } from "./piece.ts";
import { prose } from "./prose.ts";

/** The same as `prose`, where whom the house names by account or group is a span of its own: each channel shows it in its way. */
export function proseNaming(text: string, names: readonly string[] = []): readonly Piece[] {
  if (names.length === 0) return prose(text);
  const cut = (span: Span): readonly Span[] =>
    span.style === undefined
      ? cutAtNames(span.text, names).map((part): Span => (part.isName ? { text: part.text, style: "who" } : { text: part.text }))
      : [span];
  return prose(text).map((piece) => ("code" in piece ? piece : { spans: piece.spans.flatMap(cut) }));
}
