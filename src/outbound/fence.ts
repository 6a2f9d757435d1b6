/** A run of backticks anywhere, or of tildes at the beginning of a line. */
const marks = /`{3,}|^ {0,3}~{3,}/gm;

/** A longer row of marks is no fence that anybody writes. */
const longestMark = 16;

/** The most that `closeFences` adds to a text, or to any beginning of it. */
export function closingRoom(text: string): number {
  const usual = "\n```".length;
  return /`{4}|~{3}/.test(text) ? 2 * ("\n".length + longestMark) : usual;
}

/**
 * Closes a code fence that the text leaves open. Chat clients take any run of three or more backticks for one, and every other closes
 * it; Markdown wants the closing one to be as long as the opening one, and knows tildes too. Idempotent.
 */
export function closeFences(text: string): string {
  let [ticks, longest, tildes] = [0, 3, 0];
  for (const [mark] of text.matchAll(marks)) {
    if (mark.startsWith("`")) {
      // What stands between tildes shows backticks as they are, but only to some clients.
      ticks++;
      longest = Math.max(longest, mark.length);
    } else if (ticks % 2 === 0) {
      const length = mark.trimStart().length;
      if (tildes === 0) tildes = length;
      else if (length >= tildes) tildes = 0;
    }
  }
  const open = [...(ticks % 2 === 1 ? ["`".repeat(longest)] : []), ...(tildes > 0 ? ["~".repeat(tildes)] : [])];
  return open.reduce((whole, closing) => `${whole}\n${closing.slice(0, longestMark)}`, text);
}
