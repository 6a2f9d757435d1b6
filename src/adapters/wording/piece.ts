/**
 * A run of characters that look the same. Its text is shown as it is: nothing in it means anything, but for an account or a group
 * (`who`), which a channel shows as it shows people, without calling them.
 */
export type Span = { readonly text: string; readonly style?: "bold" | "code" | "who" };

/** What a message is made of, from top to bottom: lines, and blocks of code, with the language they are written in where it is told. */
export type Piece = { readonly spans: readonly Span[] } | { readonly code: string; readonly language?: string };

/** A line of plain words and styled ones; what is empty is left out. */
export function line(...parts: readonly (string | Span | readonly Span[])[]): Piece {
  const spans = parts.flatMap((part): Span | readonly Span[] => (typeof part === "string" ? { text: part } : part));
  return { spans: spans.filter(({ text }) => text !== "") };
}

export function bold(text: string): Span {
  return { text, style: "bold" };
}

/** The piece as plain text, for notifications, files and search. */
export function plainOf(piece: Piece): string {
  if ("code" in piece) return `\`\`\`${piece.language ?? ""}\n${piece.code}\n\`\`\``;
  return piece.spans.map(({ text, style }) => (style === "code" ? `\`${text}\`` : text)).join("");
}
