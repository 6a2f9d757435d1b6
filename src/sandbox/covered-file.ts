import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkRelative } from "./approved-path.ts";
import type { Bind } from "./sandbox.ts";

const inside = "/workspace/";

/**
 * Whether a bind shows a read-only file in place of a file of the workspace. The file must be there and reached without a link:
 * a mount follows links, and makes what is missing in the real directory.
 */
export async function checkCovered({ source, target, writable }: Bind, workspace: string): Promise<boolean> {
  if (writable || !target.startsWith(inside)) return false;
  const path = checkRelative(target.slice(inside.length));
  if (path.kind === "refused" || path.value === "" || target !== inside + path.value) return false;
  const segments = path.value.split("/");
  const kinds = await Promise.all(segments.map((_, at) => lstat(join(workspace, ...segments.slice(0, at + 1))).catch(() => null)));
  const plain = kinds.every((found, at) => (at < segments.length - 1 ? found?.isDirectory() : found?.isFile()));
  return plain && ((await stat(source).catch(() => null))?.isFile() ?? false);
}
