import type { Judgement } from "../../src/commands/command.ts";
import { splitCommand } from "../../src/model/command-line.ts";
import { wordsOf } from "../../src/steps/argv.ts";
import { schema } from "../fixtures/commands.ts";

/** What the bundled schema says of words as they come. */
export const judgeWords = schema.judge;

/** What it says of a command, written as people type it or as its words. */
export function judge(command: string | readonly string[]): Judgement {
  return judgeWords(wordsOf(typeof command === "string" ? splitCommand(command) : command));
}

/** The same at run time, where references have become values. */
export function judgeResolved(argv: readonly string[], values: Readonly<Record<string, string>>): Judgement {
  const resolved = argv.map((word) => values[word] ?? word);
  return judgeWords(wordsOf(argv, resolved));
}
