import { createHash } from "node:crypto";
import { mkdir, readdir, rename, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Account } from "../sandbox/sandbox.ts";
import { copyDirectory } from "./copying.ts";
import { openFiles } from "./files.ts";
import { isPlainDirectory } from "./plain-path.ts";
import { removeDirectory } from "./removal.ts";
import { kindOf } from "./repository.ts";

/** Whole results of setups; older ones beyond these make room. */
const kept = 8;

const locks: readonly string[] = [
  ...["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"],
  ...["poetry.lock", "Pipfile.lock", "uv.lock", "pdm.lock", "requirements.txt", "requirements-dev.txt", "dev-requirements.txt"],
  ...["Cargo.lock", "go.sum", "Gemfile.lock", "composer.lock", "gradle.lockfile", "flake.lock"],
];

/** Digest of the lock files beside what is cached, and at the top. */
export async function digestLocks(directory: string, cached: readonly string[]): Promise<string> {
  const files = openFiles(directory);
  const hash = createHash("sha256");
  for (const folder of new Set([".", ...cached.map((path) => dirname(path))]))
    for (const lock of locks) hash.update(`${folder}/${lock}\0${await files.read(`${folder}/${lock}`)}\0`);
  return hash.digest("hex");
}

/** Puts what an earlier setup left into a directory; false where there is nothing kept under the key. */
export async function takeFromCache(entry: string, paths: readonly string[], directory: string, account: Account | null): Promise<boolean> {
  if (kindOf(entry) !== "directory") return false;
  for (const path of paths) if (!(await isPlainDirectory(directory, path))) return false;
  for (const [index, path] of paths.entries()) {
    const own = join(entry, String(index));
    await removeDirectory(join(directory, path), account);
    if (kindOf(own) === "directory") await copyDirectory(own, join(directory, path), account);
  }
  await utimes(entry, new Date(), new Date());
  return true;
}

/** Keeps what a setup left. Whole or not at all; a link in its place is not followed, and then nothing is kept. */
export async function putIntoCache(entry: string, paths: readonly string[], directory: string): Promise<void> {
  for (const path of paths) if (!(await isPlainDirectory(directory, path))) return;
  const fresh = `${entry}.new`;
  await removeDirectory(fresh, null);
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  for (const [index, path] of paths.entries())
    if (kindOf(join(directory, path)) === "directory") await copyDirectory(join(directory, path), join(fresh, String(index)), null);
  await removeDirectory(entry, null);
  await rename(fresh, entry);
  await prune(dirname(entry));
}

async function prune(root: string): Promise<void> {
  const names = (await readdir(root)).filter((name) => !name.endsWith(".new"));
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(root, name))).mtimeMs })));
  const surplus = aged.sort((a, b) => b.at - a.at).slice(kept);
  for (const { name } of surplus) await removeDirectory(join(root, name), null);
}
