import { wellFormed } from "./line.ts";
import type { Piece, Span } from "./piece.ts";
import { bold, line } from "./piece.ts";

/** A pair of backticks with nothing of a word on its outer sides; whatever else has backticks keeps them. */
const codeSpan = /(?<![\w`])`([^`\n]+)`(?![\w`])/g;
const strong = /(?<![\w*/])\*\*([\p{L}\p{N}"'(#$](?:[^*\n]*[\p{L}\p{N}"').,:;!?%])?)\*\*(?![\w*/])/gu;

/** Words that have to be shown exactly: what stands in backticks becomes code, everything else stays, line breaks too. */
export function literal(text: string): readonly Span[] {
  return cutOut(wellFormed(text), codeSpan, (code) => ({ text: code, style: "code" }), plainSpans);
}

/** What may stand behind the beginning of a fence and is no part of it: what its lines are written in. */
const language = /^(?:[a-z][a-z0-9+#-]{0,15})?$/;

/**
 * A text of several lines, as models write them: fences, headings, bullets, bold and code are taken for what they are, and all
 * else is shown literally. Converted here, not by a platform: its own Markdown makes links and emphasis of what nobody meant
 * (`src/**`, `__init__`), and an approval has to show exactly what is approved.
 */
export function prose(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let fence: { readonly mark: string; readonly lines: string[]; readonly language: string } | null = null;
  for (const said of wellFormed(text).trim().split("\n")) {
    const { mark, info = "" } = /^\s*(?<mark>`{3,}|~{3,})\s*(?<info>.*)$/.exec(said)?.groups ?? {};
    if (fence !== null && info === "" && mark?.startsWith(fence.mark)) {
      pieces.push(fenced(fence));
      fence = null;
    } else if (fence !== null) fence.lines.push(said);
    else if (mark !== undefined) fence = { mark, ...begunWith(info) };
    else pieces.push(proseLine(said));
  }
  if (fence !== null) pieces.push(fenced(fence));
  return withoutRepeatedBlanks(pieces.filter((piece) => !("code" in piece) || piece.code.trim() !== ""));
}

function begunWith(info: string): { readonly lines: string[]; readonly language: string } {
  return language.test(info) ? { lines: [], language: info } : { lines: [info], language: "" };
}

function fenced({ lines, language: named }: { readonly lines: readonly string[]; readonly language: string }): Piece {
  return { code: lines.join("\n"), ...(named === "" ? {} : { language: named }) };
}

/** Lines as they are, with nothing taken for anything: what is delegated, what is run. */
export function verbatim(text: string): Piece {
  return { code: wellFormed(text).trimEnd() };
}

function proseLine(said: string): Piece {
  const heading = /^#{1,6}\s+(\S.*)$/.exec(said)?.[1];
  if (heading !== undefined) return line(bold(heading));
  const bullet = /^(\s*)[-*+]\s+(.*)$/.exec(said);
  return bullet ? line(`${bullet[1] ?? ""}• `, styled(bullet[2] ?? "")) : line(styled(said.trimEnd()));
}

function styled(text: string): readonly Span[] {
  return cutOut(
    text,
    codeSpan,
    (code) => ({ text: code, style: "code" }),
    (rest) => (rest.includes("**") ? cutOut(rest, strong, bold, plainSpans) : plainSpans(rest)),
  );
}

function plainSpans(text: string): readonly Span[] {
  return text === "" ? [] : [{ text }];
}

/** What a pattern's first group matches as one span each, and what lies between by `between`. */
function cutOut(
  text: string,
  pattern: RegExp,
  found: (inner: string) => Span,
  between: (text: string) => readonly Span[],
): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    for (const span of between(text.slice(at, match.index))) spans.push(span);
    spans.push(found(match[1] ?? ""));
    at = match.index + match[0].length;
  }
  return [...spans, ...between(text.slice(at))];
}

function withoutRepeatedBlanks(pieces: readonly Piece[]): readonly Piece[] {
  const isBlank = (piece: Piece | undefined) => piece === undefined || ("spans" in piece && piece.spans.length === 0);
  return pieces.filter((piece, index) => !(isBlank(piece) && isBlank(pieces[index - 1])));
}
