/**
 * Contract of the command axis: which programs an `execute` or `test` step may run, and with which words (product: argv steps
 * under a deny-by-default schema). What no schema lists is not run; a plan says it in a `shell` step instead.
 */

/** What a word may be, by name: the notation of a usage says `<path>`, `<number>` …. */
export const shapeNames = [
  ...["path", "own", "test", "plain", "place", "local", "glob", "text", "filter", "format", "character"],
  ...["number", "signed", "size", "duration", "date", "moment", "mode", "fields", "range"],
  ...["revision", "name", "names", "key", "member", "unit", "dotted", "package", "triple", "lint", "bracket"],
  ...["script", "target", "goal", "phase", "javascript", "python-file"],
  ...["editing", "columns"],
] as const;
export type ShapeName = (typeof shapeNames)[number];

/**
 * One way to call a program. An option that is not listed in exactly this spelling is refused: nothing is abbreviated,
 * guessed or passed on.
 */
export type Usage = {
  /**
   * Options, with blanks between them: `--stat` takes nothing, `--max-count=<number>` and `-n<number>` take a value in the same
   * word or the next, `--color=auto|never` one of these words, `--abbrev[=<number>]` perhaps a value in the same word;
   * `-<number>` is a number as an option (`head -20`).
   */
  readonly options?: string;
  /** Its other words in order: `path` one, `path?` perhaps one, `path...` any number, `revision|path` either; `*` is whatever follows. */
  readonly arguments?: string;
  /** What may stand after `--`, where that begins words of another kind (`git log -- src`, `npm test -- --run`). */
  readonly after?: Usage;
  /** The program reads its words as getopt does: short options in one word (`-la`, `-n5`), and `--` ends the options. */
  readonly clusters?: true;
  /** One of these options has to be there. */
  readonly requires?: string;
};

/** What a program may be told. */
export type Program = {
  /** Options in front of its subcommand. */
  readonly flags?: string;
  /** By its first words: a subcommand (`log`, `stash list`, `-m pytest`), or "" for a program without one. Any of several usages may fit. */
  readonly forms: Readonly<Record<string, Usage | readonly Usage[]>>;
};

/** Programs by name. */
export type Programs = Readonly<Record<string, Program>>;

/** A word of an argv: written in the plan, a reference to what is not known yet, or the value that took its place. */
export type Word = { readonly text: string; readonly from: "plan" | "reference" | "value" };

/** Whether the schema knows a command: `shape` is what a standing approval covers (`git log`); else why not, with the cure. */
export type Judgement = { readonly known: true; readonly shape: string } | { readonly known: false; readonly why: string };

/** What may be run here without a shell. */
export type Commands = {
  /** The programs it looks after, with their subcommands, in a line each; for the planner. */
  readonly list: readonly string[];
  judge(words: readonly Word[]): Judgement;
};

const shape = `(?:${shapeNames.join("|")})`;
const value = String.raw`<${shape}>|[\w.,:/+%-]+(?:\|[\w.,:/+%-]+)*`;

/** An option of a usage as it is written. */
export const optionNotation = new RegExp(
  String.raw`^(?:-<number>|(?<name>--?[A-Za-z0-9][\w.:-]*?)(?:(?<maybe>\[)=?(?<perhaps>${value})\]|=(?<given>${value})|(?<glued><${shape}>))?)$`,
);

/** An argument of a usage as it is written. */
export const argumentNotation = new RegExp(String.raw`^(?:(?<shapes>${shape}(?:\|${shape})*)(?<count>\?|\.\.\.)?|\*)$`);
