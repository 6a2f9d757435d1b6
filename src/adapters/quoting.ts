import { oneLine } from "./wording/line.ts";

/** Where a line ends, whoever wrote it and with what. */
const lineEnd = /\r\n?|[\n\v\f\u0085\u2028\u2029]/;

/**
 * Somebody's message as the request of whoever chose it: data, in quotes (platforms.md: 2, complaint 22). It begins with neither their
 * words nor their name, so that it is never taken for exact words of the one who chose it: those would be carried out with that one's
 * rights. `author`: null where nobody knows.
 */
export function quoteAsRequest(author: string | null, said: string): string {
  const name = (author ?? "somebody").replaceAll(/\s+/g, " ").trim();
  const lines = (said.trim() || "(a message without words)").split(lineEnd);
  return [`What this is about was written by ${name}:`, ...lines.map((line) => `> ${line}`)].join("\n");
}

/** How much of what was said before is taken along, in characters. */
const most = { line: 500, all: 6_000 };

/**
 * What was said before, oldest first, as data: one line a message, so that a heading in it is no heading of ours, and a name no other
 * one's words. The newest that there is room for; empty where nothing was said.
 */
export function quoteEarlier(title: string, said: readonly { readonly who: string; readonly text: string }[]): string {
  const lines = said.flatMap(({ who, text }) => (text.trim() === "" ? [] : [`> ${oneLine(who, most.line)}: ${oneLine(text, most.line)}`]));
  const fitting: string[] = [];
  let left = most.all;
  for (const line of lines.toReversed()) {
    left -= line.length + 1;
    if (left < 0) break;
    fitting.unshift(line);
  }
  return fitting.length === 0 ? "" : [title, ...fitting].join("\n");
}
