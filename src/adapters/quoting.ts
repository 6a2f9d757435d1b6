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
