import { lchown, lstat, mkdir, open, realpath } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import type { Account } from "../sandbox.ts";
import { checkOwner } from "./reach.ts";
import { accept, type Checked, refuse } from "./refusal.ts";

/** A workspace-relative path without `.`, `..` or doubled slashes; the empty string is the workspace itself. */
export function checkRelative(path: string): Checked<string> {
  const segments = path.split("/");
  const cure = "name a path relative to the workspace";
  if (path === "" || path.startsWith("/") || path.includes("\0"))
    return refuse(`${JSON.stringify(path)} is not a path inside the workspace`, cure);
  if (segments.includes("..")) return refuse(`${JSON.stringify(path)} climbs out with ".."`, cure);
  return accept(segments.filter((segment) => segment !== "" && segment !== ".").join("/"));
}

/**
 * The workspace-relative form of one approved path, ready to be bound writable. No segment of it may be a symbolic link: a link
 * that leads out would open the host, and one that stays inside would open something else than what was approved.
 *
 * A path that does not exist yet is created, owned by the account: approving `dist` never makes its parent writable, and a
 * mount needs something to be mounted on. A trailing slash or a last name without an extension makes a directory, a name with one
 * (`notes.md`) an empty file. It stays after the run. Only the segments that are missing are created.
 */
export async function prepareApprovedPath(workspace: string, path: string, account: Account | null): Promise<Checked<string>> {
  const relative = checkRelative(path);
  if (relative.kind === "refused" || relative.value === "") return relative;
  const target = join(workspace, relative.value);
  try {
    const links = await checkWithoutLinks(workspace, relative.value.split("/"));
    if (links.kind === "refused") return links;
    if (!links.value) await create(target, path.endsWith("/") || extname(target) === "", account);
    if ((await realpath(target)) !== target) return refuse(`${path} does not stay where it was approved`, "remove the symbolic link");
    const owner = account === null ? accept(target) : await checkOwner(target, account);
    return owner.kind === "refused" ? owner : relative;
  } catch (error) {
    return refuse(
      `${path} cannot be made writable: ${error instanceof Error ? error.message : String(error)}`,
      "create it in the workspace first",
    );
  }
}

/** Walks the path; the value says whether all of it exists. Only directories and regular files may be bound. */
async function checkWithoutLinks(workspace: string, segments: readonly string[]): Promise<Checked<boolean>> {
  let path = workspace;
  for (const segment of segments) {
    path = join(path, segment);
    const found = await lstat(path).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? null : Promise.reject(error)));
    if (found === null) return accept(false);
    if (found.isSymbolicLink())
      return refuse(`${path} is a symbolic link, and an approved path must not contain one`, "approve the path it leads to");
    if (!found.isDirectory() && !found.isFile()) return refuse(`${path} is neither a directory nor a regular file`, "approve another path");
  }
  return accept(true);
}

/** Creates the missing end of a path. `mkdir` and O_EXCL never follow or replace what someone else put there in between. */
async function create(target: string, directory: boolean, account: Account | null): Promise<void> {
  const first = directory ? await mkdir(target, { recursive: true }) : await mkdir(dirname(target), { recursive: true });
  if (!directory) await (await open(target, "wx", 0o644)).close();
  if (account === null) return;
  const top = first ?? target;
  for (let path = target; path.length >= top.length; path = dirname(path)) await lchown(path, account.uid, account.gid);
}
