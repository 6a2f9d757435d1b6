import { z } from "zod";

/** Words that only a shell understands; as an argument of their own they betray a shell line cut into an argv. */
const shellWords = new Set(["|", "||", "&", "&&", ";", ">", ">>", "<", "<<", "2>", "2>&1", "&>"]);
const shells = new Set(["sh", "bash", "dash", "zsh", "ksh"]);

/** The input of `execute` and `test`: a program and its arguments. A command string was split before, where the plan was read (model.md). */
export const ArgvInput = z.object({
  argv: z.tuple([z.string().min(1)], z.string()),
  /** Workspace-relative directory to start in; for commands of a manifest that lies below the root. */
  directory: z.string().refine(isInside, "must be a directory inside the workspace, without ..").optional(),
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

/** Quotes as a person would type them. */
export function showArgv(argv: readonly string[]): string {
  return argv.map((element) => (/^[\w@%+=:,./{}-]+$/.test(element) ? element : `'${element.replaceAll("'", "'\\''")}'`)).join(" ");
}

function isInside(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").includes("..") && !path.includes("\0");
}
