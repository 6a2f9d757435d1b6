import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync } from "node:fs";
import { programTrees, systemDirectories, systemFiles } from "../machine-files.ts";
import { ownFiles } from "../own-files.ts";
import type { Descriptors } from "./descriptors.ts";

/** The machine's programs, read-only. Single files are copies: a mount is the dearest thing in setting up a sandbox. */
export function systemArguments(descriptors: Descriptors): string[] {
  return [
    ...["--ro-bind", "/usr", "/usr", ...programTrees.flatMap(showTree), "--perms", "0755", "--dir", "/etc"],
    ...systemDirectories().flatMap((path) => ["--ro-bind-try", path, path]),
    ...systemFiles.flatMap((path) => {
      const fd = openPublic(path);
      return fd === null ? [] : showCopy(descriptors.addOpen(fd), path);
    }),
  ];
}

/** A file that everybody may read; null for any other, and where there is none. */
function openPublic(path: string): number | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(fd);
    if (found.isFile() && (found.mode & 0o004) !== 0) return fd;
    closeSync(fd);
  } catch {
    // Not there, or not for us.
  }
  return null;
}

/** Stands on the root, which becomes read-only. */
function showCopy(descriptor: number, path: string): string[] {
  return ["--perms", "0444", "--file", String(descriptor), path];
}

function showTree(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) return ["--symlink", readlinkSync(path), path];
  return found?.isDirectory() ? ["--ro-bind", path, path] : [];
}

/** The files of /etc that are the sandbox's own. */
export function ownFileArguments(descriptors: Descriptors): string[] {
  return ownFiles({ uid: 1000, gid: 1000 }).flatMap(([path, content]) => showCopy(descriptors.add(content), path));
}
