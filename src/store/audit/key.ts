import { createHash, createHmac, randomBytes } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { Seals } from "../../domain/audit.ts";
import { Problem } from "../../domain/problem.ts";
import { readFact, stateFact } from "../installation.ts";
import type { Reader } from "../transaction.ts";

/** Where the key is: a file of the home, or the value of ADJUTANT_AUDIT_KEY instead. */
export type KeyPlace = { readonly file: string; readonly given: string | null };

/**
 * The seals of this installation. Its key is made when the first process opens a database without one; a database whose
 * chains were begun with another key is refused. Throws Problem("config").
 */
export async function openSeals(db: Reader, { file, given }: KeyPlace): Promise<Seals> {
  const stated = await readFact(db, "audit_key");
  const found = given === null ? await readKey(file) : parseKey(given, "ADJUTANT_AUDIT_KEY");
  if (found === null && stated !== null) throw foreign(`${file} is not there`, file);
  const seals = sealsOf(found ?? (await makeKey(file)));
  await stateFact(db, "audit_key", seals.key);
  if ((await readFact(db, "audit_key")) === seals.key) return seals;
  throw foreign(`${given === null ? file : "ADJUTANT_AUDIT_KEY"} is another one`, file);
}

function sealsOf(key: Buffer): Seals {
  const mac = (text: string) => createHmac("sha256", key).update(text).digest("hex");
  return { key: mac("adjutant audit key").slice(0, 16), mac, digest: (text) => createHash("sha256").update(text).digest("hex") };
}

function foreign(why: string, file: string): Problem {
  return new Problem(
    "config",
    `this database's audit was begun with another key, and ${why}: copy ${file} from the machine that made it, or set ADJUTANT_AUDIT_KEY to what is in it`,
  );
}

async function readKey(file: string): Promise<Buffer | null> {
  const found = await stat(file).catch((error: unknown) => (isCode(error, "ENOENT") ? null : refuse(file, error)));
  if (found === null) return null;
  if ((found.mode & 0o077) !== 0) throw new Problem("config", `${file} can be read by others, and it seals the audit: chmod 600 ${file}`);
  return parseKey(await readFile(file, "utf8").catch((error: unknown) => refuse(file, error)), file);
}

function refuse(file: string, cause: unknown): never {
  throw new Problem("config", `${file} cannot be read, and without it nothing can be audited: run as the account it belongs to`, cause);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function parseKey(text: string, where: string): Buffer {
  if (/^[0-9a-f]{64}$/.test(text.trim())) return Buffer.from(text.trim(), "hex");
  throw new Problem("config", `${where}: expected the 64 hexadecimal digits of an audit key. Restore it from your backup.`);
}

/** Whole or not at all, and once: of several processes that begin together one makes it and all read it. */
async function makeKey(file: string): Promise<Buffer> {
  const mine = `${file}.${process.pid}`;
  try {
    await writeFile(mine, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flush: true });
    await link(mine, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const made = await readKey(file);
  if (made === null) throw new Problem("config", `${file} vanished while it was made: try again`);
  return made;
}
