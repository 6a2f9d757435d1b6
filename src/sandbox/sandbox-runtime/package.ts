import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { accept, type Checked, refuse } from "../refusal.ts";

/** The only version whose behaviour was tried: it is a research preview, and what it does changes between any two. */
export const pinned = "0.0.83";

const packageName = "@anthropic-ai/sandbox-runtime";

/** Where npm puts it: beside our own packages, or for the whole machine. */
export const packageDirectories: readonly string[] = [
  fileURLToPath(new URL("../../../node_modules", import.meta.url)),
  "/usr/local/lib/node_modules",
  "/usr/lib/node_modules",
];

/** The directory of the package, of exactly that version. */
export function findPackage(directories: readonly string[]): Checked<string> {
  const cure = `npm install --global ${packageName}@${pinned}`;
  const found = directories.map((directory) => join(directory, packageName)).find((path) => versionOf(path) !== null);
  if (found === undefined) return refuse(`sandbox-runtime is not installed (looked in ${directories.join(", ")})`, cure);
  const version = versionOf(found);
  return version === pinned ? accept(found) : refuse(`sandbox-runtime is ${version}, and only ${pinned} was tried`, cure);
}

function versionOf(directory: string): string | null {
  try {
    return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(directory, "package.json"), "utf8"))).version;
  } catch {
    return null;
  }
}
