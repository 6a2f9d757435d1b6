import { copyFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "../domain/problem.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { copyDirectory } from "./copying.ts";
import { createGit, type Git } from "./git.ts";
import { giveTo, initGitStore, makeOwned } from "./git-store.ts";
import type { Place } from "./place.ts";
import { findRepository, kindOf, type Repository } from "./repository.ts";

/** History a step can look at: enough for `log` and `blame`, cheap in any repository. */
const depth = 100;

/**
 * A checkout of the source's HEAD on `adjutant/<task>`. The trusted git directory gets the source's objects and nothing of its
 * configuration; the workspace gets a throwaway clone of that without remotes, hooks or credentials. The source stays untouched.
 */
export async function prepareWorktree(place: Place, source: string, task: string, account: Account | null): Promise<string> {
  const repository = findRepository(source);
  const head = repository?.head ?? null;
  if (repository === null)
    throw new Problem("workspace", `${source}: not the top of a git repository. Use --workspace copy, or name the repository's top.`);
  if (head === null)
    throw new Problem("workspace", `${source}: its git repository has no commit yet. Commit once, or use --workspace copy.`);
  await initGitStore(place.git, account, head.length === 64 ? "sha256" : "sha1");
  await takeObjects(repository, place.git, source, account);
  const store = createGit(account, { gitDir: place.git });
  const branch = branchOf(task);
  await store(["update-ref", `refs/heads/${branch}`, head]);
  await store(["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  await cloneThrowaway(place, branch, account);
  return head;
}

export function branchOf(task: string): string {
  return `adjutant/${task}`;
}

async function takeObjects(repository: Repository, git: string, source: string, account: Account | null): Promise<void> {
  const objects = join(repository.commonDir, "objects");
  if (kindOf(join(objects, "info", "alternates")) !== "nothing") {
    throw new Problem(
      "workspace",
      `${source}: its git repository borrows objects from another one. Run git repack -a -d there and remove objects/info/alternates, or use --workspace copy.`,
    );
  }
  await copyDirectory(objects, join(git, "objects"), account);
  const shallow = join(repository.commonDir, "shallow");
  if (kindOf(shallow) !== "file") return;
  await copyFile(shallow, join(git, "shallow"));
  await giveTo(join(git, "shallow"), account);
}

/** A clone of the trusted directory with nothing that leads back to it. */
export async function cloneThrowaway(place: Pick<Place, "git" | "files">, branch: string, account: Account | null): Promise<void> {
  await makeOwned(place.files, account);
  const limits = ["--no-local", "--single-branch", "--no-tags", `--depth=${depth}`, "--no-recurse-submodules"];
  await createGit(account)(["clone", "--quiet", "--template=", ...limits, "--branch", branch, pathToFileURL(place.git).href, place.files]);
  const dotGit = join(place.files, ".git");
  const inner: Git = createGit(account, { gitDir: dotGit });
  await inner(["remote", "remove", "origin"]);
  await inner(["config", "user.name", "Adjutant"]);
  await inner(["config", "user.email", "adjutant@localhost"]);
  // The reflog and FETCH_HEAD would tell where the trusted directory lies.
  await Promise.all(["logs", "FETCH_HEAD"].map((name) => rm(join(dotGit, name), { recursive: true, force: true })));
  if ((await readFile(join(dotGit, "config"), "utf8")).includes("remote"))
    throw new Problem("workspace", "the throwaway clone kept a remote; nothing was prepared.");
}
