import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Account } from "./sandbox.ts";

const read = 4;
const enter = 1;

/**
 * Whether the account can walk to `path` and read it, by permission bits (platforms.md: after the uid drop bwrap cannot enter
 * a 0700 parent such as root's home). Access control lists are not looked at: they can only make this refuse too much.
 */
export async function checkReach(path: string, account: Account): Promise<Checked<string>> {
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    if (!allows(await stat(parent), account, enter)) return unreachable(path, parent, account);
    if (parent === "/") break;
  }
  const target = await stat(path);
  return allows(target, account, target.isDirectory() ? read | enter : read) ? accept(path) : unreachable(path, path, account);
}

/** Whether what the account is to change is its own: files of others would fail half-way, and chmod is not ours to do. */
export async function checkOwner(path: string, account: Account): Promise<Checked<string>> {
  const { uid } = await stat(path);
  if (uid === account.uid) return accept(path);
  return refuse(
    `${path} belongs to uid ${uid}, not to ${account.name}, which commands run as`,
    `chown -R ${account.name}: ${path}, or work on a copy`,
  );
}

function allows(target: Stats, account: Account, bits: number): boolean {
  const shift = target.uid === account.uid ? 6 : target.gid === account.gid ? 3 : 0;
  return ((target.mode >> shift) & bits) === bits;
}

function unreachable(path: string, where: string, account: Account) {
  const what = where === path ? `cannot read ${path}` : `cannot reach ${path}: it may not enter ${where}`;
  return refuse(`${account.name}, which commands run as, ${what}`, "work on a copy in a directory it can reach, such as one below /srv");
}
