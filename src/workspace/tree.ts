import type { WorkspaceFiles } from "../checks/check.ts";
import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { createGit } from "./git.ts";
import { unquotePath } from "./quoting.ts";
import { isSnapshot } from "./snapshot.ts";
import type { Tree } from "./workspace.ts";

/** Larger files are no manifests (check contract). */
const largestBytes = 1024 ** 2;

type Entry = { readonly mode: string; readonly id: string; readonly bytes: number };

/** The tree of a snapshot. */
export async function treeOf(gitDir: string, ref: string, account: Account | null): Promise<string> {
  if (!isSnapshot(ref)) throw new Problem("workspace", `${JSON.stringify(ref)}: not a snapshot of this workspace.`);
  return (await createGit(account, { gitDir })(["rev-parse", "--verify", `${ref}^{tree}`])).trim();
}

/** Opens a tree of the trusted git directory for reading. A folder that it does not know is listed from `ignored`. */
export async function openTree(gitDir: string, hash: string, ignored: WorkspaceFiles, account: Account | null): Promise<Tree> {
  const git = createGit(account, { gitDir });
  const entries = readEntries(await git(["ls-tree", "-r", "-l", "--full-tree", hash]));
  const folders = foldersOf([...entries.keys()]);
  return {
    hash,
    has: (path) => entries.has(path),
    isFolder: (path) => folders.has(path),
    isExecutable: (path) => entries.get(path)?.mode === "100755",
    read: async (path) => {
      const entry = entries.get(path);
      return entry === undefined || entry.bytes > largestBytes ? null : git(["cat-file", "blob", entry.id]);
    },
    list: async (path) => {
      const known = folders.get(path);
      return known === undefined ? ignored.list(path) : [...known].sort();
    },
  };
}

/** Regular files only: a link could lead anywhere. */
function readEntries(listing: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [, mode = "", id = "", bytes, path = ""] of listing.matchAll(/^(100\d{3}) blob ([0-9a-f]+) +(\d+)\t(.+)$/gm))
    entries.set(unquotePath(path).toString(), { mode, id, bytes: Number(bytes) });
  return entries;
}

/** Names directly inside each folder. */
function foldersOf(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>([[".", new Set()]]);
  for (const path of paths) {
    const segments = path.split("/");
    for (const [depth, name] of segments.entries()) {
      const folder = segments.slice(0, depth).join("/") || ".";
      const names = folders.get(folder) ?? new Set();
      folders.set(folder, names.add(name));
    }
  }
  return folders;
}

/** Paths that differ between two trees, sorted. */
export async function listChanges(gitDir: string, from: string, to: string, account: Account | null): Promise<readonly string[]> {
  const lines = await createGit(account, { gitDir })([
    "diff-tree",
    "-r",
    "--name-only",
    "--no-renames",
    "--ignore-submodules=all",
    from,
    to,
  ]);
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => unquotePath(line).toString());
}
