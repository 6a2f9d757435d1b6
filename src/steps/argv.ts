import { z } from "zod";
import type { Word } from "../commands/command.ts";
import { isInstalled, isOfGit } from "../domain/foreign-path.ts";
import { isReference, type Resolved, resolveArgv } from "../domain/reference.ts";
import type { Command } from "../sandbox/sandbox.ts";
import type { StepContext } from "./step.ts";

/** Words that only a shell understands; as an argument of their own they betray a shell line cut into an argv. */
const shellWords = new Set(["|", "||", "&", "&&", ";", ">", ">>", "<", "<<", "2>", "2>&1", "&>"]);
const shells = new Set(["sh", "bash", "dash", "zsh", "ksh"]);

/** The input of `execute` and `test`: a program and its arguments. A command string was split before, where the plan was read (model.md). */
export const ArgvInput = z.object({
  argv: z.tuple([z.string().min(1)], z.string()),
  /** Workspace-relative directory to start in; for commands of a manifest that lies below the root. */
  directory: z
    .string()
    .refine(isInside, "must be a directory inside the workspace, without ..")
    .refine(
      // From there a path of the project's own would be one of somebody else's: `./x` in node_modules/.bin.
      (path) => !isInstalled(path) && !isOfGit(path),
      "must be a directory of the project itself, neither git's nor one that packages were installed into",
    )
    .optional(),
});
export type ArgvInput = z.infer<typeof ArgvInput>;

/** What makes an argv a shell line in disguise, with the cure; null when it is none. */
export function refuseShellSyntax(argv: readonly string[]): string | null {
  const word = argv.find((element) => shellWords.has(element));
  if (word !== undefined) return `"${word}" is shell syntax, and there is no shell here. Use a shell step, or one step per command.`;
  if (shells.has(argv[0] ?? "") && argv.some((element) => /^-[a-z]*c$/.test(element))) {
    return `"${argv[0]} -c" hides a shell line. Use a shell step.`;
  }
  return null;
}

/** The words of an argv as the schema judges them; with `resolved`, what its references have become. */
export function wordsOf(argv: readonly string[], resolved: readonly string[] | null = null): readonly Word[] {
  return argv.map((element, index) => {
    if (!isReference(element)) return { text: element, from: "plan" };
    return resolved === null ? { text: element, from: "reference" } : { text: resolved[index] ?? "", from: "value" };
  });
}

/**
 * What a step runs, now that everything it refers to is known, or why it does not: a value must not say more than an argument
 * may. A planner's command is one that the schema knows; a recipe's own words are its author's, but what the schema knew
 * before its values came it still knows with them.
 */
export function commandOf({ argv, directory = "." }: ArgvInput, context: StepContext): Resolved<Command> {
  const resolved = resolveArgv(argv, context);
  if (!resolved.ok) return resolved;
  const [program = argv[0], ...rest] = resolved.value;
  const command: Command = { argv: [program, ...rest], directory };
  const exempt = context.step.recited && !context.commands.judge(wordsOf(argv)).known;
  const judgement = exempt ? null : context.commands.judge(wordsOf(argv, resolved.value));
  return judgement === null || judgement.known ? { ok: true, value: command } : { ok: false, error: `not run: ${judgement.why}` };
}

/** Quotes as a person would type them. */
export function showArgv(argv: readonly string[]): string {
  return argv.map((element) => (/^[\w@%+=:,./{}-]+$/.test(element) ? element : `'${element.replaceAll("'", "'\\''")}'`)).join(" ");
}

function isInside(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").includes("..") && !path.includes("\0");
}
