import { realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Problem } from "../domain/problem.ts";

/** The real path of a directory somebody named. A missing one is a `directory` problem. */
export function realDirectory(path: string): string {
  if (!isAbsolute(path)) throw new Problem("directory", `${path}: not an absolute path. Write the whole path of the directory.`);
  const real = realPath(path);
  if (real === null) throw new Problem("directory", `${path}: no such directory, or it cannot be reached. Name one that exists.`);
  if (statSync(real).isDirectory()) return real;
  throw new Problem("directory", `${path}: not a directory. Name the directory the work is about.`);
}

/**
 * Nothing that governs (home, configuration, database, artifacts, secrets) may lie inside a workspace, nor a workspace inside
 * the home (architecture: names that stay fixed). Both sides are compared by their real paths; a governing path need not exist yet.
 */
export function assertOutside(governing: readonly string[], source: string): void {
  const real = realDirectory(source);
  for (const path of governing) {
    for (const other of placesOf(path)) assertApart(source, real, path, other);
  }
}

function assertApart(source: string, real: string, path: string, other: string): void {
  if (real === other || isInside(other, real))
    throw new Problem("home", `${source}: contains Adjutant's own ${path}. Choose a directory without it, or set ADJUTANT_HOME elsewhere.`);
  if (isInside(real, other)) throw new Problem("home", `${source}: lies inside Adjutant's own ${path}. Choose a directory outside of it.`);
}

/** Where a path is, and where it leads: a link of that name is as much ours as what it points to. */
function placesOf(path: string): readonly string[] {
  return [realAncestry(path), join(realAncestry(dirname(path)), basename(path))];
}

function isInside(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith("/") ? outer : `${outer}/`);
}

/** The real path of what exists, and the rest as it is written. */
export function realAncestry(path: string): string {
  const real = realPath(path);
  if (real !== null) return real;
  const parent = dirname(path);
  return parent === path ? path : join(realAncestry(parent), basename(path));
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
