import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import type { WorkspaceFiles } from "../checks/check.ts";

/** Larger files are no manifests (check contract). */
const largestBytes = 1024 ** 2;
/** A listing is for orientation; more than this no prompt can use. */
const mostFiles = 5_000;
/** Directories that are not the project's own text. */
const skipped: ReadonlySet<string> = new Set([".git", "node_modules", "target", "dist", "build", ".venv", "__pycache__"]);

/** A directory as checks may see it: reading only, regular files only, never through a link that leads out of it. */
export function openFiles(directory: string): WorkspaceFiles {
  const inside = async (path: string): Promise<string | null> => {
    const [root, real] = await Promise.all([realpath(directory), realpath(join(directory, path))]).catch(() => [null, null]);
    return root !== null && real !== null && (real === root || real.startsWith(`${root}/`)) ? real : null;
  };
  return {
    read: async (path) => {
      const real = await inside(path);
      return real === null ? null : readText(real);
    },
    list: async (path) => {
      const real = await inside(path);
      return real === null ? [] : (await readdir(real).catch(() => [])).sort();
    },
  };
}

async function readText(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (file === null) return null;
  try {
    const stats = await file.stat();
    return stats.isFile() && stats.size <= largestBytes ? await file.readFile("utf8") : null;
  } finally {
    await file.close();
  }
}

/** Paths of the files below a directory, sorted, links not followed; what is generated or fetched is left out. */
export async function listFiles(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [directory];
  for (let here = waiting.shift(); here !== undefined && found.length < mostFiles; here = waiting.shift()) {
    for (const entry of await readdir(here, { withFileTypes: true }).catch(() => [])) {
      const path = join(here, entry.name);
      if (entry.isFile()) found.push(relative(directory, path));
      if (entry.isDirectory() && !skipped.has(entry.name)) waiting.push(path);
    }
  }
  return found.slice(0, mostFiles).sort();
}
