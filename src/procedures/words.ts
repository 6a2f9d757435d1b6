/** Words of a request in one spelling, so that phrases can be compared as sets. */

/** Say nothing about what is wanted. Question words, verbs and negations do, and stay. */
const fillers = new Set(
  "a an the this that these those my our your please now again just here all of for in on at it me us kindly thanks".split(" "),
);

/** Different words for the same thing. */
const synonyms: Readonly<Record<string, string>> = { repository: "repo", codebase: "repo", project: "repo" };

/** Ways to begin a request that say nothing about it. */
const politeness =
  /^(?:(?:hi|hey|hello|ok|okay)[\s,]+)?(?:(?:please|can you|could you|would you|will you|i want you to|i'd like you to|let's|lets)\s+)?/i;

/** Where a value could stand: split at blanks, without quotes and the punctuation around a word; people and bots that are mentioned are left out. */
export function tokensOf(text: string): readonly string[] {
  const plain = text
    .replace(/<[@#!][^>]*>|(?<!\S)@[\w.-]+/g, " ")
    .trim()
    .replace(politeness, "");
  return plain
    .split(/\s+/)
    .map((token) => token.replace(/^[`'"“”‘’([{*_]+|[`'"“”‘’)\]}*_.,;:!?…]+$/g, ""))
    .filter((token) => token !== "");
}

/** The words that carry meaning, each in its plain form. */
export function wordsOf(tokens: readonly string[]): readonly string[] {
  const bare = tokens.map((token) => token.toLowerCase().replaceAll(/['’]/g, ""));
  return bare.filter((word) => word !== "" && !fillers.has(word)).map(plainForm);
}

/** Plurals count as their singular; `tests` as `test`, but `status` and `is` stay. */
function plainForm(word: string): string {
  const single = word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
  return Object.hasOwn(synonyms, single) ? (synonyms[single] ?? single) : single;
}
