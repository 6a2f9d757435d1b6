import { chmod, mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Problem } from "../domain/problem.ts";
import { realAncestry } from "./governing.ts";

/** Where one task's things lie, all below the workspaces' root. */
export type Place = {
  readonly directory: string;
  /** The workspace itself (copy, worktree). */
  readonly files: string;
  /** The trusted git directory: outside of what a step can see. */
  readonly git: string;
  /** Written last: its presence says that everything else is finished. */
  readonly record: string;
  /** Names the snapshot that the files are, while that is certain. */
  readonly state: string;
  readonly attempts: string;
  /** Throwaway directories with one state of the files each. */
  readonly checkouts: string;
};

/** What of a task's directory its commands may be shown: not the trusted git directory, nor what we note beside. */
const shownParts: ReadonlySet<string> = new Set(["files", "attempts", "checkouts"]);

/**
 * Whose files a real path has: a task's, by the name of its directory below the root, or nobody's (`""`) in the empty directory.
 * Null: they are shown to nobody.
 */
export function lenderOf(root: string, empty: string): (real: string) => string | null {
  return (real) => {
    if (real === realAncestry(empty)) return "";
    const [task = "", part = ""] = relative(realAncestry(root), real).split("/");
    return task !== ".." && shownParts.has(part) ? task : null;
  };
}

export function placeOf(root: string, task: string): Place {
  const directory = join(root, safeName(task));
  return {
    directory,
    files: join(directory, "files"),
    git: join(directory, "git"),
    record: join(directory, "prepared.json"),
    state: join(directory, "state"),
    attempts: join(directory, "attempts"),
    checkouts: join(directory, "checkouts"),
  };
}

/** Ids become directory names: anything that could climb or surprise is refused. */
export function safeName(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id)) throw new Problem("workspace", `${JSON.stringify(id)}: not usable as a file name.`);
  return id;
}

/** Makes a directory that others may pass through but not list, so that the sandbox account reaches what is its own. */
export async function makePassage(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  // Apart from the making, so that no umask of ours shuts the account out of what was made just now.
  for (let made = path; first !== undefined && made.length >= first.length; made = dirname(made)) await chmod(made, 0o711);
}
