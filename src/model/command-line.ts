// One run of blanks, of plain characters, or one quoted or escaped piece. An open quote matches none of them.
const piece = /(?<blank>\s+)|(?<plain>[^\s'"\\]+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|\\(?<escaped>[\s\S])/y;

/** Longest string worth splitting, in characters; Linux takes no longer single argument (MAX_ARG_STRLEN). */
const longest = 131_072;

/**
 * A command string as program and arguments: split at blanks, quotes and backslashes respected, nothing else
 * interpreted. Shell operators, variables and globs stay in the elements, where the plan's validation refuses them
 * (product: 2.3). A string with an open quote, or beyond all measure, stays whole, so that it names no program.
 */
export function splitCommand(text: string): readonly string[] {
  if (text.length > longest) return [text];
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < text.length) {
    piece.lastIndex = at;
    const groups = piece.exec(text)?.groups;
    if (!groups) return [text];
    at = piece.lastIndex;
    if (groups["blank"] === undefined) {
      word = (word ?? "") + meant(groups);
    } else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

/** What a piece stands for. Between double quotes a backslash only protects what would end or expand there (POSIX shell, 2.2.3). */
function meant(groups: Record<string, string | undefined>): string {
  return groups["plain"] ?? groups["single"] ?? groups["escaped"] ?? (groups["double"] ?? "").replace(/\\(["\\$`])/g, "$1");
}
