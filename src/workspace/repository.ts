import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Where a directory's git data lies. We only read files: no program ever runs with a repository's own configuration.
 */
export type Repository = {
  /** Holds HEAD and index. */
  readonly gitDir: string;
  /** Holds objects and refs; the same unless the directory is a linked worktree. */
  readonly commonDir: string;
  /** The commit it is at, null before the first one. */
  readonly head: string | null;
};

/** The repository whose top is this directory, or null: none, or one that points somewhere it is not known from. */
export function findRepository(directory: string): Repository | null {
  const dotGit = join(directory, ".git");
  const kind = kindOf(dotGit);
  if (kind === "directory") return { gitDir: dotGit, commonDir: dotGit, head: readHead(dotGit, dotGit) };
  const gitDir = kind === "file" ? linkedGitDir(dotGit) : null;
  if (gitDir === null) return null;
  const commonDir = resolve(gitDir, readLine(join(gitDir, "commondir")) ?? "");
  if (!liesIn(gitDir, commonDir)) return null;
  return { gitDir, commonDir, head: readHead(gitDir, commonDir) };
}

/** What lies at a path, links not followed. */
export function kindOf(path: string): "file" | "directory" | "other" | "nothing" {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "nothing";
  if (found.isFile()) return "file";
  return found.isDirectory() ? "directory" : "other";
}

/**
 * A linked worktree's `.git` file names its git directory, which must name the file in return and belong to the same
 * account: else a directory could borrow a repository that its owner may not read.
 */
function linkedGitDir(dotGit: string): string | null {
  const [, named] = /^gitdir: (.+)$/.exec(readLine(dotGit) ?? "") ?? [];
  if (named === undefined) return null;
  const gitDir = resolve(dirname(dotGit), named);
  const back = readLine(join(gitDir, "gitdir"));
  try {
    const same =
      back !== null && realpathSync(resolve(gitDir, back)) === realpathSync(dotGit) && statSync(gitDir).uid === statSync(dotGit).uid;
    return same ? gitDir : null;
  } catch {
    return null;
  }
}

/** A linked worktree's own git directory is part of the repository it borrows from: else any file could name any repository. */
function liesIn(gitDir: string, commonDir: string): boolean {
  try {
    return `${realpathSync(gitDir)}/`.startsWith(`${realpathSync(commonDir)}/`);
  } catch {
    return false;
  }
}

const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function readHead(gitDir: string, commonDir: string): string | null {
  const head = readLine(join(gitDir, "HEAD")) ?? "";
  const [, ref] = /^ref: (refs\/[^\s~^:?*[\\]+)$/.exec(head) ?? [];
  if (ref === undefined) return commitId.test(head) ? head : null;
  if (ref.split("/").includes("..")) return null;
  const loose = readLine(join(commonDir, ref));
  if (loose !== null && commitId.test(loose)) return loose;
  const packed = readText(join(commonDir, "packed-refs"))
    ?.split("\n")
    .find((line) => line.endsWith(` ${ref}`));
  const id = packed?.split(" ")[0] ?? "";
  return commitId.test(id) ? id : null;
}

function readLine(path: string): string | null {
  return readText(path)?.split("\n")[0]?.trim() ?? null;
}

function readText(path: string): string | null {
  return kindOf(path) === "file" ? readOrNull(path) : null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
