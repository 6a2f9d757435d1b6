import { chmod, lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Account, Bind } from "../sandbox/sandbox.ts";
import { giveTo, makeOwned } from "./git-store.ts";
import { realDirectory } from "./governing.ts";
import { makePassage, type Place, safeName } from "./place.ts";
import { copySource } from "./preparation.ts";
import { removeDirectory } from "./removal.ts";
import { openSnapshots } from "./snapshot.ts";
import type { Checkout, Cover, Workspace } from "./workspace.ts";
import { branchOf, cloneThrowaway } from "./worktree.ts";

type Order = {
  readonly place: Place;
  readonly workspace: Workspace;
  readonly task: string;
  readonly hash: string;
  readonly name: string;
};

/** Makes a throwaway directory with one state of the files. One of the same name is replaced. */
export async function checkOut({ place, workspace, task, hash, name }: Order, account: Account | null): Promise<Checkout> {
  const directory = join(place.checkouts, safeName(name));
  const [files, covers, index] = [join(directory, "files"), join(directory, "covers"), join(directory, "index")];
  await removeDirectory(directory, account);
  for (const passage of [place.checkouts, directory, covers]) await makePassage(passage);
  await makeOwned(index, account);
  if (workspace.kind === "worktree") await cloneThrowaway({ git: place.git, files }, branchOf(task), account);
  else await copySource(ignoredOf(workspace), files, account);
  const snapshots = openSnapshots(place.git, files, account, join(index, "index"));
  await snapshots.restore(hash);
  return {
    hash,
    path: files,
    cover: (wanted) => coverAll(files, covers, wanted, account),
    restore: () => snapshots.restore(hash),
    take: (label) => snapshots.take(label),
    remove: () => removeDirectory(directory, account),
  };
}

/** Where ignored files are taken from: of a copy the source, which no step can change, as long as it is there. */
export function ignoredOf({ kind, source, path }: Workspace): string {
  if (kind === "worktree") return path;
  try {
    return realDirectory(source);
  } catch {
    return path;
  }
}

async function coverAll(files: string, covers: string, wanted: ReadonlyMap<string, Cover>, account: Account | null) {
  const binds: Bind[] = [];
  for (const [path, cover] of wanted) {
    const obstacle = await findObstacle(files, dirname(path));
    if (obstacle !== null && cover === null) continue;
    if (obstacle !== null) return { obstacle };
    await put(join(files, path), cover, account);
    if (cover === null) continue;
    const source = join(covers, String(binds.length));
    await write(source, cover);
    binds.push({ source, target: `/workspace/${path}`, writable: false });
  }
  return { binds };
}

/** What is no directory on the way to a file; null when the way is clear, or only not made yet. */
async function findObstacle(files: string, folder: string): Promise<string | null> {
  const segments = folder === "." ? [] : folder.split("/");
  for (const depth of segments.keys()) {
    const here = segments.slice(0, depth + 1).join("/");
    const found = await lstat(join(files, here)).catch(() => null);
    if (found === null) return null;
    if (!found.isDirectory()) return `${here} is not a directory any more`;
  }
  return null;
}

/** A file that is the same already keeps its time: some tools build anew what is younger. */
async function put(path: string, cover: Cover, account: Account | null): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (cover !== null && found?.isFile() && found.nlink === 1 && (await readFile(path, "utf8")) === cover.text) return;
  if (found !== null) await removeDirectory(path, account);
  if (cover === null) return;
  const first = await mkdir(dirname(path), { recursive: true });
  for (let made = dirname(path); first !== undefined && made.length >= first.length; made = dirname(made)) await giveTo(made, account);
  await write(path, cover);
  await giveTo(path, account);
}

// The mode is set apart from the making: a umask of ours must not hide the file from the account.
async function write(path: string, { text, executable }: NonNullable<Cover>): Promise<void> {
  await writeFile(path, text);
  await chmod(path, executable ? 0o755 : 0o644);
}
