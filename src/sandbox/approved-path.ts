import { extname, join } from "node:path";
import { checkOwner } from "./reach.ts";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Account } from "./sandbox.ts";
import { walkTo } from "./walk.ts";

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
  const kind = path.endsWith("/") || extname(relative.value) === "" ? "directory" : "file";
  try {
    const walked = await walkTo(workspace, relative.value, { kind, account });
    if (walked.kind === "refused") return walked;
    const owner = account === null ? accept(path) : await checkOwner(join(workspace, relative.value), account);
    return owner.kind === "refused" ? owner : relative;
  } catch (error) {
    return refuse(
      `${path} cannot be made writable: ${error instanceof Error ? error.message : String(error)}`,
      "create it in the workspace first",
    );
  }
}
