import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync } from "node:fs";
import { ownFiles } from "../own-files.ts";
import type { Descriptors } from "./descriptors.ts";

/** Top-level names of the program tree; on most systems links into /usr. */
const programTrees = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] as const;

/**
 * What programs need of /etc, each by name: the dynamic loader, the alternatives links, certificates, the time zone, the names of ports. Never
 * /etc whole, and of /etc/ssl not the private keys (sandbox.md: bubblewrap, in order).
 */
const systemDirectories = [
  "/etc/ld.so.conf.d",
  "/etc/alternatives",
  "/etc/ssl/certs",
  "/etc/ca-certificates/extracted",
  "/etc/pki/ca-trust",
  "/etc/pki/tls/certs",
  "/etc/crypto-policies",
] as const;
const systemFiles = [
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ssl/openssl.cnf",
  "/etc/localtime",
  "/etc/services",
  "/etc/protocols",
] as const;

/** The machine's programs, read-only. Single files are copies: a mount is the dearest thing in setting up a sandbox. */
export function systemArguments(descriptors: Descriptors): string[] {
  return [
    ...["--ro-bind", "/usr", "/usr", ...programTrees.flatMap(showTree), "--perms", "0755", "--dir", "/etc"],
    ...[...systemDirectories, ...javaSettings()].flatMap((path) => ["--ro-bind-try", path, path]),
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

/** Debian's Java keeps what it cannot start without in /etc/java-17-openjdk and the like. */
function javaSettings(): string[] {
  return readdirSync("/etc")
    .filter((name) => /^java(?:-[\w.]+)*$/.test(name))
    .map((name) => `/etc/${name}`);
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
