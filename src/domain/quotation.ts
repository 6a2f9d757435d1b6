import { headOf, tailOf } from "./whole-words.ts";

// Control characters but tab and newline, and the marks that make text read differently from how it is written.
const controls = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of others as data in a prompt, with its origin (model.md). The fence is longer than any run of backticks inside,
 * so that nothing in the text can end the quotation; the text itself stays verbatim but for control characters.
 */
export function quoted(origin: string, text: string): string {
  const clean = text.replace(/\r\n?/g, "\n").replace(controls, "");
  const longest = (clean.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `From ${nameOf(origin)}:\n${fence}\n${clean}\n${fence}`;
}

/** The head and the tail of a long text in whole words, and how much is missing between them. `limit` is in characters. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  const [head, tail] = [headOf(text, half), tailOf(text, half)];
  return `${head}\n[… ${text.length - head.length - tail.length} characters left out …]\n${tail}`;
}

/** A name that cannot pass for a line of its own, or for a fence. */
function nameOf(origin: string): string {
  return origin
    .replace(controls, "")
    .replace(/[\s`]+/g, " ")
    .trim()
    .slice(0, 200);
}
