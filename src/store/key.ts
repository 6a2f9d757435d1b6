import { createHmac, randomBytes } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Problem } from "../domain/problem.ts";
import { type Fact, readFact, stateFact } from "./installation.ts";
import type { Reader } from "./transaction.ts";

/** Where a key is: a file of the home, or the value of its variable instead. */
export type KeyPlace = { readonly file: string; readonly given: string | null };

/** What a key is for, in the words its problems are told with. */
export type KeyUse = {
  /** Where the database says which key is its own: by a fingerprint, that tells nothing of it. */
  readonly fact: Extract<Fact, `${string}_key`>;
  readonly variable: string;
  /** What the fingerprint is of; never changed, or no key is known again. */
  readonly label: string;
  /** `an audit key`. */
  readonly name: string;
  /** What was done with another key: `this database's audit was begun`. */
  readonly done: string;
  /** `it seals the audit`. */
  readonly does: string;
  /** What cannot be without it: `nothing can be audited`. */
  readonly without: string;
};

/**
 * A key of this installation, 32 bytes. It is made when the first process opens a database that knows of none; where the database
 * knows of another one, nothing is made or used. Throws Problem("config").
 */
export async function openKey(db: Reader, { file, given }: KeyPlace, use: KeyUse): Promise<Buffer> {
  const stated = await readFact(db, use.fact);
  const found = given === null ? await readKey(file, use) : parseKey(given, use.variable, use);
  if (found === null && stated !== null) throw foreign(`${file} is not there`, file, use);
  const key = found ?? (await makeKey(file, use));
  const fingerprint = fingerprintOf(key, use);
  await stateFact(db, use.fact, fingerprint);
  if ((await readFact(db, use.fact)) === fingerprint) return key;
  throw foreign(`${given === null ? file : use.variable} is another one`, file, use);
}

/** What may be said of a key: which one it is. */
export function fingerprintOf(key: Buffer, { label }: Pick<KeyUse, "label">): string {
  return createHmac("sha256", key).update(label).digest("hex").slice(0, 16);
}

function foreign(why: string, file: string, { done, variable }: KeyUse): Problem {
  return new Problem(
    "config",
    `${done} with another key, and ${why}: copy ${file} from the machine that made it, or set ${variable} to what is in it`,
  );
}

async function readKey(file: string, use: KeyUse): Promise<Buffer | null> {
  const found = await stat(file).catch((error: unknown) => (isCode(error, "ENOENT") ? null : refuse(file, use, error)));
  if (found === null) return null;
  if ((found.mode & 0o077) !== 0) throw new Problem("config", `${file} can be read by others, and ${use.does}: chmod 600 ${file}`);
  return parseKey(await readFile(file, "utf8").catch((error: unknown) => refuse(file, use, error)), file, use);
}

function refuse(file: string, { without }: KeyUse, cause: unknown): never {
  throw new Problem("config", `${file} cannot be read, and without it ${without}: run as the account it belongs to`, cause);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function parseKey(text: string, where: string, { name }: KeyUse): Buffer {
  if (/^[0-9a-f]{64}$/.test(text.trim())) return Buffer.from(text.trim(), "hex");
  throw new Problem("config", `${where}: expected the 64 hexadecimal digits of ${name}. Restore it from your backup.`);
}

/** Whole or not at all, and once: of several processes that begin together one makes it and all read it. */
async function makeKey(file: string, use: KeyUse): Promise<Buffer> {
  const mine = `${file}.${process.pid}`;
  try {
    await writeFile(mine, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flush: true });
    await link(mine, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const made = await readKey(file, use);
  if (made === null) throw new Problem("config", `${file} vanished while it was made: try again`);
  return made;
}
