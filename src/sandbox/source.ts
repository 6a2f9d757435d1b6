import { realpath, stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { checkOwner, checkReach } from "./reach.ts";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Account } from "./sandbox.ts";

/** A directory (or file) of the host that is to be shown inside, and the rules it must pass. */
export type Source = { readonly path: string; readonly directory: boolean; readonly writable: boolean };

/** Whom a source is shown to, and the paths of our own that no grant may contain or lie under (architecture: names, first rule), but for what is lent. */
export type Surroundings = { readonly account: Account | null; readonly governed: readonly string[]; readonly lent: Lent };

/** Whose files a real path below what governs us has: one task's, by its name, or nobody's (`""`). Null: it is shown to nobody. */
export type Lent = (real: string) => string | null;

/** Trees of the kernel and of the machine's own configuration and sockets: never shown, whole or in part, beyond the fixed list. */
const machine = ["/proc", "/sys", "/dev", "/etc", "/run", "/boot"] as const;

/** The real path of a source, or why it is not shown. */
export async function checkSource(source: Source, surroundings: Surroundings): Promise<Checked<string>> {
  const real = await resolveSource(source);
  if (real.kind === "refused") return real;
  const place = await checkPlace(real.value, surroundings);
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
async function checkPlace(real: string, { governed, lent }: Surroundings): Promise<Checked<string>> {
  const cure = "choose a project directory of its own";
  if (real === "/" || machine.some((tree) => covers(tree, real))) return refuse(`${real} is part of the machine, not a workspace`, cure);
  if (covers(real, await resolved(ownHome()))) return refuse(`${real} contains the home directory and the keys in it`, cure);
  for (const path of governed) {
    for (const own of await placesOf(path)) {
      const isOurs = covers(own, real) && lent(real) === null;
      if (isOurs || covers(real, own)) return refuse(`${real} overlaps ${own}, which governs this program`, cure);
    }
  }
  return accept(real);
}

/** Refuses to show files of two tasks to one command. */
export function checkLenders(sources: readonly string[], lent: Lent): Checked<null> {
  const [one, other] = new Set(sources.map(lent).filter((task) => task !== null && task !== ""));
  return other === undefined
    ? accept(null)
    : refuse(`files of two tasks (${one}, ${other}) would be shown to one command`, "start a new task");
}

/** Whether `path` is `tree` itself or lies below it. Both are real paths. */
function covers(tree: string, path: string): boolean {
  return path === tree || path.startsWith(tree === "/" ? "/" : `${tree}/`);
}

/** Where a path is, and where it leads: a link of that name is as much ours as what it points to. Neither has to be there yet. */
async function placesOf(path: string): Promise<readonly string[]> {
  return [await resolved(path), join(await resolved(dirname(path)), basename(path))];
}

/** The real path of what exists of it, and the rest as it is written. */
async function resolved(path: string): Promise<string> {
  const above = dirname(path);
  return realpath(path).catch(async () => (above === path ? path : join(await resolved(above), basename(path))));
}

/** The home directory by the account database: HOME can be set to anything. Containers run with uids that have no entry. */
function ownHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}
