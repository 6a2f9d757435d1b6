import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../sandbox/sandbox.ts";
import { copyDirectory } from "./copying.ts";
import { giveTo, makeOwned } from "./git-store.ts";
import { kindOf, type Repository } from "./repository.ts";

/** In the copy of a linked worktree, puts a whole git directory where the file was that pointed outside. */
export async function giveGitData(files: string, repository: Repository, account: Account | null): Promise<void> {
  const dotGit = join(files, ".git");
  await rm(dotGit, { force: true });
  await makeOwned(dotGit, account);
  for (const part of ["objects", "refs"]) await copyDirectory(join(repository.commonDir, part), join(dotGit, part), account);
  const pieces = [
    ...["HEAD", "index"].map((name) => join(repository.gitDir, name)),
    ...["packed-refs", "shallow"].map((name) => join(repository.commonDir, name)),
  ];
  for (const piece of pieces)
    if (kindOf(piece) === "file") await copyOwned(piece, join(dotGit, piece.slice(piece.lastIndexOf("/") + 1)), account);
  const format =
    repository.head?.length === 64
      ? "\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n"
      : "\trepositoryformatversion = 0\n";
  await writeFile(join(dotGit, "config"), `[core]\n\tbare = false\n\tfilemode = true\n${format}`);
  await giveTo(join(dotGit, "config"), account);
}

async function copyOwned(from: string, to: string, account: Account | null): Promise<void> {
  await copyFile(from, to);
  await giveTo(to, account);
}
