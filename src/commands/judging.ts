import type { Commands, Judgement, Programs, Usage, Word } from "./command.ts";
import { type Match, matchWords, show } from "./matching.ts";
import { type Reading, readUsage } from "./notation.ts";
import { placeProgram } from "./own-program.ts";
import { isText } from "./shapes.ts";

/** What there is to judge by. */
type Ground = {
  readonly programs: Programs;
  /** Whether the sandbox has a program of that name. */
  readonly has: (name: string) => boolean;
  /** Commands that somebody vouched for word for word: a space's checks. */
  readonly exact: readonly (readonly string[])[];
};

/** Longer is no name of a program, and more words no command of every day. A longer word could have more bytes than the system passes on. */
const longestName = 255;
const mostWords = 4096;
const longestWord = 32_000;

const cure = "plan it as a `shell` step";

/** Deny by default: a bare program name, its subcommand, exact options and shapes; whatever is not listed is refused. */
export function createCommands({ programs, has, exact }: Ground): Commands {
  const known = new Map(Object.entries(programs).map(([name, program]) => [name, readProgram(program)]));
  const vouched = new Set(exact.map((argv) => JSON.stringify(argv)));
  const judgeNamed = (name: string, called: string, words: readonly Word[]): Judgement => {
    const program = known.get(name);
    if (program === undefined)
      return unknown(
        `${show(called)} is not among the programs that execute and test may run: ${cure}, or let a notify say what is missing.`,
      );
    return judgeCall(program, called, words);
  };
  return {
    list: [...known]
      .filter(([name]) => has(name))
      .map(([name, { forms }]) => `${name} ${[...forms.keys()].filter((key) => key !== "").join("|")}`.trim()),
    judge: (words) => {
      const [first, ...rest] = words;
      if (first === undefined || first.from !== "plan")
        return unknown("the program itself must be written out. Name it; only arguments may be references.");
      const argv = words.map(({ text }) => text);
      if (words.every(({ from }) => from === "plan") && vouched.has(JSON.stringify(argv)))
        return { known: true, shape: JSON.stringify(argv) };
      const name = first.text;
      if (name.length > longestName || words.length > mostWords || argv.some((word) => word.length > longestWord))
        return unknown(`${show(name)}: that is too long for one command: ${cure}.`);
      if (name.includes("/")) return judgePlaced(name, rest, judgeNamed);
      const missing = known.has(name) && !has(name);
      return missing
        ? unknown(`${show(name)} is not in the sandbox. Use what is there, or let a notify say what is missing.`)
        : judgeNamed(name, name, rest);
    },
  };
}

/** What the project has itself takes any words; what was installed into it, those that its schema knows. */
function judgePlaced(
  path: string,
  words: readonly Word[],
  judgeNamed: (name: string, called: string, words: readonly Word[]) => Judgement,
): Judgement {
  const placed = placeProgram(path);
  switch (placed.kind) {
    case "installed":
      return judgeNamed(placed.name, path, words);
    case "none":
      return unknown(`${show(path)} ${placed.why}. Name a program without its directory, or ${cure}.`);
    case "own": {
      const odd = words.find(({ text, from }) => from !== "reference" && !isText(text));
      if (odd !== undefined) return unknown(`${show(path)}: ${show(odd.text)} is not a text. Leave it out, or ${cure}.`);
      const [first] = words;
      const named = first?.from === "plan" && /^[a-z][\w:-]*$/i.test(first.text);
      return { known: true, shape: named ? `${path} ${first.text}` : path };
    }
  }
}

type KnownProgram = { readonly flags: ReadonlySet<string>; readonly forms: ReadonlyMap<string, readonly Reading[]> };

function readProgram({ flags = "", forms }: Programs[string]): KnownProgram {
  const read = (usages: Usage | readonly Usage[]) => [usages].flat().map(readUsage);
  return {
    flags: new Set(flags.split(/\s+/).filter((word) => word !== "")),
    forms: new Map(Object.entries(forms).map(([key, usages]) => [key, read(usages)])),
  };
}

function judgeCall({ flags, forms }: KnownProgram, called: string, words: readonly Word[]): Judgement {
  const from = words.findIndex((word) => word.from !== "plan" || !flags.has(word.text));
  const given = from < 0 ? [] : words.slice(from);
  const key = formOf(forms, given);
  if (key === null) {
    const [first] = given;
    const what = first === undefined ? called : `${called} ${first.text}`;
    return unknown(`${show(what)} is not among the commands that execute and test may run: ${cure}.`);
  }
  const name = [called, key].filter((part) => part !== "").join(" ");
  const rest = given.slice(key === "" ? 0 : key.split(" ").length);
  const matches = (forms.get(key) ?? []).map((usage): Match => matchWords(usage, rest));
  const fitting = matches.find((one) => one.ok);
  if (fitting?.ok) return { known: true, shape: [name, ...fitting.spoken].join(" ") };
  const refused = matches.at(-1);
  const why = refused === undefined || refused.ok ? "it cannot be read" : refused.why;
  return unknown(`${show(name)}: ${why} here. Leave that out, or ${cure}.`);
}

/** The form that takes the most of the first words; those are written in the plan. */
function formOf(forms: KnownProgram["forms"], words: readonly Word[]): string | null {
  const keys = [...forms.keys()].sort((a, b) => b.split(" ").length - a.split(" ").length || b.length - a.length);
  const begins = (key: string) => key.split(" ").every((part, index) => words[index]?.from === "plan" && words[index].text === part);
  return keys.find((key) => key === "" || begins(key)) ?? null;
}

function unknown(why: string): Judgement {
  return { known: false, why };
}
