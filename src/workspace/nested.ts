import { readdir } from "node:fs/promises";
import type { Git } from "./git.ts";
import { interruption } from "./interruption.ts";
import { quotePath, unquotePath } from "./quoting.ts";

const slash = Buffer.from("/");

/**
 * Git treats a repository inside the workspace as one opaque entry, and a step could hide changes by making one. Its files are
 * listed here by ourselves, without `.git` and without what is ignored, each quoted as git reads it.
 */
export async function listNested(workTree: string, entries: readonly string[], git: Git): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of entries) await listFiles(Buffer.from(workTree), unquotePath(entry).subarray(0, -1), files);
  if (files.length === 0) return files;
  const ignored = new Set(
    (await git(["check-ignore", "--stdin"], { input: `${files.join("\n")}\n`, expect: [1] })).split("\n").map(canonical),
  );
  return files.filter((file) => !ignored.has(canonical(file)));
}

async function listFiles(workTree: Buffer, directory: Buffer, files: string[]): Promise<void> {
  interruption()?.throwIfAborted();
  const entries = await readdir(Buffer.concat([workTree, slash, directory]), { withFileTypes: true, encoding: "buffer" });
  for (const entry of entries) {
    if (entry.name.toString("latin1").toLowerCase() === ".git") continue;
    const path = Buffer.concat([directory, slash, entry.name]);
    if (entry.isDirectory()) await listFiles(workTree, path, files);
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(quotePath(path));
  }
}

function canonical(line: string): string {
  return quotePath(unquotePath(line));
}
