import { lstat } from "node:fs/promises";
import { join } from "node:path";

/** Whether everything that exists on the way to a path below `root`, and the path itself, is a directory: no link can lead out. */
export async function isPlainDirectory(root: string, path: string): Promise<boolean> {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return false;
  for (const depth of segments.keys()) {
    const found = await lstat(join(root, ...segments.slice(0, depth + 1))).catch(() => null);
    if (found === null) return true;
    if (!found.isDirectory()) return false;
  }
  return true;
}
