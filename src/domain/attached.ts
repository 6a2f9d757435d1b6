/** How a message says which files came with it: a line for whoever works on it, models too, behind what its author wrote. */
export function sayAttached(brought: readonly string[], left: readonly string[]): string {
  return [...lineOf(broughtWords, brought), ...lineOf(leftWords, left)].join("\n");
}

const broughtWords = "Attached, to be read at $STEPS/request/";
const leftWords = "Attached, but not brought";

function lineOf(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(", ")}`];
}

/** The same words for people: `📎 extra.txt`. Nobody but us needs to know where a file is read. */
export function clipAttached(text: string): string {
  const marks = [
    [`${broughtWords}: `, "📎 "],
    [`${leftWords}: `, "📎 not taken: "],
  ] as const;
  return text
    .split("\n")
    .map((line) => {
      const [words, clip] = marks.find(([begin]) => line.startsWith(begin)) ?? ["", ""];
      return `${clip}${line.slice(words.length)}`;
    })
    .join("\n");
}
