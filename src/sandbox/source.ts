import { realpath, stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { isAbsolute } from "node:path";
import { checkOwner, checkReach } from "./reach.ts";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Account } from "./sandbox.ts";

/** A directory (or file) of the host that is to be shown inside, and the rules it must pass. */
export type Source = { readonly path: string; readonly directory: boolean; readonly writable: boolean };

/** Whom a source is shown to, and the paths of our own that no grant may contain or lie under (architecture: names, first rule). */
export type Surroundings = { readonly account: Account | null; readonly governed: readonly string[] };

/** Trees of the kernel and of the machine's own configuration and sockets: never shown, whole or in part, beyond the fixed list. */
const machine = ["/proc", "/sys", "/dev", "/etc", "/run", "/boot"] as const;

/** The real path of a source, or why it is not shown. */
export async function checkSource(source: Source, surroundings: Surroundings): Promise<Checked<string>> {
  const real = await resolveSource(source);
  if (real.kind === "refused") return real;
  const place = await checkPlace(real.value, surroundings.governed);
  const { account } = surroundings;
  if (place.kind === "refused" || account === null) return place;
  const reach = await checkReach(real.value, account);
  return reach.kind === "accepted" && source.writable ? checkOwner(real.value, account) : reach;
}

async function resolveSource({ path, directory }: Source): Promise<Checked<string>> {
  const cure = "give an existing directory by its absolute path";
  if (!isAbsolute(path) || path.includes("\0")) return refuse(`${JSON.stringify(path)} is not an absolute path`, cure);
  try {
    const real = await realpath(path);
    const found = await stat(real);
    if (found.isDirectory() || (found.isFile() && !directory)) return accept(real);
    return refuse(`${path} is not a directory${directory ? "" : " or a regular file"}`, cure);
  } catch (error) {
    return refuse(`${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`, cure);
  }
}

/** Refuses the root, the machine's trees, whatever contains a home directory (its keys would be readable), and what governs us. */
async function checkPlace(real: string, governed: readonly string[]): Promise<Checked<string>> {
  const cure = "choose a project directory of its own";
  if (real === "/" || machine.some((tree) => covers(tree, real))) return refuse(`${real} is part of the machine, not a workspace`, cure);
  if (covers(real, await resolved(ownHome()))) return refuse(`${real} contains the home directory and the keys in it`, cure);
  for (const path of governed) {
    const own = await resolved(path);
    if (covers(real, own) || covers(own, real)) return refuse(`${real} overlaps ${own}, which governs this program`, cure);
  }
  return accept(real);
}

/** Whether `path` is `tree` itself or lies below it. Both are real paths. */
function covers(tree: string, path: string): boolean {
  return path === tree || path.startsWith(tree === "/" ? "/" : `${tree}/`);
}

async function resolved(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** The home directory by the account database: HOME can be set to anything. Containers run with uids that have no entry. */
function ownHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}
