import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { shortestSecret } from "../outbound/encoding.ts";

/** A secret's file that is not used, and why. */
export type UnusableSecret = { readonly name: string; readonly why: string; readonly cure: string };

/** What the files of a directory hold, by their names. */
type SecretFiles = { readonly values: ReadonlyMap<string, string>; readonly unusable: readonly UnusableSecret[] };

/** Names of secrets, as plans, variables and files have them. */
export const secretName = /^[A-Z][A-Z0-9_]{0,63}$/;
const largest = 64 * 1024;

/**
 * Reads a directory with a file per secret. One that anybody else can read or change is not used: what others may know is no secret,
 * and what others may write is not ours.
 */
export function readSecretFiles(directory: string): SecretFiles {
  const values = new Map<string, string>();
  const unusable: UnusableSecret[] = [];
  for (const name of listNames(directory)) {
    const found = isPrivate(directory) ? readOne(name, join(directory, name)) : openToOthers(directory);
    if ("value" in found) values.set(name, found.value);
    else unusable.push({ name, why: `${join(directory, name)} ${found.why}`, cure: found.cure });
  }
  return { values, unusable };
}

type Found = { readonly value: string } | Pick<UnusableSecret, "why" | "cure">;

function openToOthers(directory: string): Found {
  return { why: "lies in a directory that others may write to", cure: `chmod 700 ${directory}` };
}

function listNames(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => !name.startsWith("."));
    return names.sort();
  } catch {
    return [];
  }
}

function isPrivate(directory: string): boolean {
  const { uid, mode } = statSync(directory);
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}

/** Looks at what it has opened, so that nobody can put another file there in between. */
function readOne(name: string, path: string): Found {
  if (!secretName.test(name)) return { why: "has no name of capital letters, digits and _", cure: "rename it" };
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return objectionTo(fstatSync(fd), path) ?? found(readFileSync(fd, "utf8").trim());
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { why: `cannot be read (${code})`, cure: `make it a file of its own: chmod 600 ${path}` };
  }
}

function objectionTo(file: Stats, path: string): Found | null {
  const us = process.geteuid?.();
  if (!file.isFile()) return { why: "is not a regular file", cure: "write the value into a file of its own" };
  if (file.uid !== us) return { why: "belongs to another account", cure: `chown ${us} ${path}` };
  if ((file.mode & 0o077) !== 0)
    return { why: "can be read by others", cure: `chmod 600 ${path}, and renew the secret if somebody may have` };
  return file.size > largest ? { why: "is too large for a secret", cure: "write the value alone into it" } : null;
}

function found(value: string): Found {
  return value.length < shortestSecret ? { why: `holds fewer than ${shortestSecret} characters`, cure: "use a longer one" } : { value };
}
