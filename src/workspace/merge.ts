import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { createGit } from "./git.ts";
import type { Place } from "./place.ts";
import { unquotePath } from "./quoting.ts";
import { openSnapshots } from "./snapshot.ts";
import type { Merged, MergeOrder, Workspace } from "./workspace.ts";

/** Brings what a branch did into the files of a workspace, over whatever they are; in a conflict they stay as they are. */
export async function mergeInto(place: Place, { kind, path }: Workspace, order: MergeOrder, account: Account | null): Promise<Merged> {
  if (kind === "view") throw new Problem("workspace", `${path}: a view is never changed. Work in a copy or a worktree.`);
  const merged = await mergeStates(place.git, order, account);
  if (merged.kind === "merged") await openSnapshots(place.git, place.files, account).restore(merged.snapshot);
  return merged;
}

/**
 * Three states into one, in the trusted git directory: no file of a workspace is read, nothing a step wrote chooses how.
 * Files that both sides changed are merged line by line; where that cannot be, the paths are told.
 */
async function mergeStates(gitDir: string, { base, onto, branch, label }: MergeOrder, account: Account | null): Promise<Merged> {
  const git = createGit(account, { gitDir });
  // Snapshots know nothing of each other: both sides are told where they began.
  const grown = async (ref: string) => (await git(["commit-tree", `${ref}^{tree}`, "-p", base, "-m", label])).trim();
  const flags = ["--write-tree", "--name-only", "--no-messages"];
  const told = await git(["-c", "merge.renames=false", "merge-tree", ...flags, await grown(onto), await grown(branch)], { expect: [1] });
  const [tree = "", ...lines] = told.split("\n").filter((line) => line !== "");
  const paths = [...new Set(lines.map((line) => unquotePath(line).toString()))].sort();
  if (paths.length > 0) return { kind: "conflict", paths };
  return { kind: "merged", snapshot: (await git(["commit-tree", tree, "-m", label])).trim() };
}
