import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { shortestSecret } from "../outbound/encoding.ts";

/** A secret's file that is not used, and why. */
export type UnusableSecret = { readonly name: string; readonly why: string; readonly cure: string };

/** What the files of a directory hold, by their names. */
type SecretFiles = {
  readonly values: ReadonlyMap<string, string>;
  readonly unusable: readonly UnusableSecret[];
  /** What stands in files that are not used: it is not to be shown either. */
  readonly hidden: ReadonlyMap<string, string>;
};

/** Names of secrets, as plans, variables and files have them. */
export const secretName = /^[A-Z][A-Z0-9_]{0,63}$/;
const largest = 64 * 1024;

/**
 * Reads a directory with a file per secret. One that anybody else can read or change is not used: what others may know is no secret,
 * and what others may write is not ours.
 */
export function readSecretFiles(directory: string): SecretFiles {
  const values = new Map<string, string>();
  const hidden = new Map<string, string>();
  const unusable: UnusableSecret[] = [];
  const names = listNames(directory);
  const whyNot = names.length === 0 || isPrivate(directory) ? null : openToOthers(directory);
  for (const name of names) {
    const { value, objection } = readOne(name, join(directory, name));
    const wrong = whyNot ?? objection;
    if (wrong !== null) unusable.push({ name, why: `${join(directory, name)} ${wrong.why}`, cure: wrong.cure });
    if (value !== null) (wrong === null ? values : hidden).set(name, value);
  }
  return { values, unusable, hidden };
}

type Objection = Pick<UnusableSecret, "why" | "cure">;
/** What stands in a file, where it is one of a fitting size, and why it is not used. */
type Found = { readonly value: string | null; readonly objection: Objection | null };

function openToOthers(directory: string): Objection {
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
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const file = fstatSync(fd);
      const value = file.isFile() && file.size <= largest ? readFileSync(fd, "utf8").trim() : null;
      return { value, objection: objectionToName(name) ?? objectionTo(file, path) ?? objectionToValue(value ?? "") };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const objection = { why: `cannot be read (${code})`, cure: `make it a file of its own: chmod 600 ${path}` };
    return { value: null, objection: objectionToName(name) ?? objection };
  }
}

function objectionToName(name: string): Objection | null {
  return secretName.test(name) ? null : { why: "has no name of capital letters, digits and _", cure: "rename it" };
}

function objectionTo(file: Stats, path: string): Objection | null {
  const us = process.geteuid?.();
  if (!file.isFile()) return { why: "is not a regular file", cure: "write the value into a file of its own" };
  if (file.uid !== us) return { why: "belongs to another account", cure: `chown ${us} ${path}` };
  if ((file.mode & 0o077) !== 0)
    return { why: "can be read by others", cure: `chmod 600 ${path}, and renew the secret if somebody may have` };
  return file.size > largest ? { why: "is too large for a secret", cure: "write the value alone into it" } : null;
}

function objectionToValue(value: string): Objection | null {
  return value.length >= shortestSecret ? null : { why: `holds fewer than ${shortestSecret} characters`, cure: "use a longer one" };
}
