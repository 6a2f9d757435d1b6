import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { createGit, type Git, program } from "./git.ts";
import { interruption, runInterruptibly } from "./interruption.ts";
import { listNested } from "./nested.ts";
import { kindOf } from "./repository.ts";

/** The states of one workspace's files, kept in its trusted git directory. Ignored files and `.git` are not part of them. */
export type Snapshots = {
  /** The tree of the files as they are now. */
  tree(): Promise<string>;
  /** Keeps the files as they are now; what it returns brings them back. */
  take(label: string): Promise<string>;
  restore(ref: string): Promise<void>;
  /** What changed since a state, as text, up to a snapshot or to the files as they are now; binary files are only named. */
  diff(since: string, until?: string): Promise<string>;
  /** What changed between two snapshots, all of it, as `git apply` takes it; binary files too. */
  patch(since: string, until: string): Promise<Buffer>;
};

/** Whether a text can be the name of a snapshot; anything else git could take for an option or an expression. */
export function isSnapshot(ref: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(ref);
}

/** More of a diff than this helps neither a judge nor a person. */
const diffBytes = 1024 ** 2;

/** More than this is no change to read or to apply, but a build. */
const patchBytes = 32 * 1024 ** 2;

const diffFlags = ["--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--ignore-submodules=all"];

/** `index` belongs to the directory: a second one beside the workspace has its own. */
export function openSnapshots(gitDir: string, workTree: string, account: Account | null, index: string | null = null): Snapshots {
  const git = createGit(account, { gitDir, workTree, index });
  const tree = async () => {
    await readFiles(git, gitDir, workTree, account);
    return (await git(["write-tree"])).trim();
  };
  return {
    tree,
    take: async (label) => (await git(["commit-tree", await tree(), "-m", label])).trim(),
    restore: async (ref) => {
      if (!isSnapshot(ref)) throw new Problem("workspace", `${JSON.stringify(ref)}: not a snapshot of this workspace.`);
      await readFiles(git, gitDir, workTree, account);
      await withCurableModes(workTree, account, () => git(["read-tree", "--reset", "-u", `${ref}^{tree}`]));
      await unlock(join(workTree, ".git"));
    },
    diff: async (since, until) => {
      const text = await git(["diff", ...diffFlags, since, until ?? (await tree())], { cutAt: diffBytes });
      return text.length < diffBytes ? text : `${text.slice(0, text.lastIndexOf("\n") + 1)}… cut after ${diffBytes / 1024 ** 2} MiB\n`;
    },
    patch: async (since, until) => {
      const bytes = await git(["diff", ...diffFlags, "--binary", "--full-index", since, until], { cutAt: patchBytes, encoding: "latin1" });
      const patch = Buffer.from(bytes, "latin1");
      return patch.length < patchBytes ? patch : Buffer.concat([patch, Buffer.from(`\n… cut after ${patchBytes / 1024 ** 2} MiB\n`)]);
    },
  };
}

/** Writes new contents into one pack instead of a file each: a first snapshot of 100,000 files takes 14 MB instead of 400. */
const bulk = ["-c", "core.bigFileThreshold=1", "-c", "core.compression=1"];

/** Brings the trusted index to what lies on disk. FIFOs and sockets are removed first: git would wait for them for ever. */
async function readFiles(git: Git, gitDir: string, workTree: string, account: Account | null): Promise<void> {
  await runInterruptibly({
    argv: [program("find"), "-P", workTree, "(", "-type", "p", "-o", "-type", "s", ")", "-delete"],
    account,
    outputBytes: 1024 ** 3,
  });
  await unlock(gitDir);
  await withCurableModes(workTree, account, async () => {
    // Attributes are overridden by the trusted directory; -u sees what became a link, a directory or nothing at all.
    await git([...bulk, "add", "--update", "--", "."]);
    const untracked = (await git(["ls-files", "--others", "--exclude-standard"])).split("\n").filter((line) => line !== "");
    const isNested = (line: string) => line.endsWith("/") || line.endsWith('/"');
    const nested = await listNested(workTree, untracked.filter(isNested), git);
    const added = [...untracked.filter((line) => !isNested(line)), ...nested];
    if (added.length > 0) await git([...bulk, "update-index", "--add", "--replace", "--stdin"], { input: `${added.join("\n")}\n` });
  });
}

/** A step may have left files that not even their owner can read: then permissions are opened, and it is tried once more. */
async function withCurableModes<T>(workTree: string, account: Account | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    interruption()?.throwIfAborted();
    await runInterruptibly({ argv: [program("chmod"), "-R", "u+rwX", "--", workTree], account, outputBytes: 1024 ** 3 });
    return await work();
  }
}

/** Locks of a git that was killed. Nobody else works here: steps have ended, and one owner drives a task. */
async function unlock(gitDir: string): Promise<void> {
  if (kindOf(gitDir) !== "directory") return;
  await Promise.all(["index.lock", "HEAD.lock", "config.lock"].map((name) => rm(join(gitDir, name), { force: true, recursive: true })));
}
