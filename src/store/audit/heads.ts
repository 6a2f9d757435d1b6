import { appendFileSync, constants, readdirSync, readFileSync } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type AuditHead, type ChainId, installationChain } from "../../domain/audit.ts";
import { isTaskId } from "../../domain/id.ts";
import { Problem } from "../../domain/problem.ts";

/** What vouches for the database outside of it: every head that a transaction of this machine left. */
export type AuditHeads = {
  /** Writes a head down. Only for what is committed: the heads never run ahead of the database. */
  note(head: AuditHead): void;
  /** Everything that was written down, by chain. */
  read(): ReadonlyMap<ChainId, readonly AuditHead[]>;
};

const suffix = ".heads";

/**
 * Opens a directory of heads: one file a day, one line a head, only ever added to, so that it can be copied away as it grows.
 * A head that cannot be written is told to `complain` and not thrown: what it is about is committed, and the next one covers it.
 * Throws Problem("home") where nothing can be written at all.
 */
export async function openHeads(directory: string, complain: (error: unknown) => void): Promise<AuditHeads> {
  const refuse = (error: unknown) => {
    throw new Problem("home", `${directory}, where the heads of the audit are kept, cannot be written: make it writable for us`, error);
  };
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch(refuse);
  await access(directory, constants.W_OK).catch(refuse);
  return {
    note: ({ task, seq, mac }) => {
      try {
        const day = new Date().toISOString().slice(0, 10);
        // A line break before it too: a line that a crash cut short spoils no other.
        appendFileSync(join(directory, `${day}${suffix}`), `\n${task} ${seq} ${mac}\n`, { mode: 0o600 });
      } catch (error) {
        complain(error);
      }
    },
    read: () => {
      const files = readdirSync(directory).filter((name) => name.endsWith(suffix));
      const heads = files.flatMap((name) => readFileSync(join(directory, name), "utf8").split("\n").flatMap(parse));
      return Map.groupBy(heads, (head) => head.task);
    },
  };
}

/** A line that was cut short says nothing. */
function parse(line: string): readonly AuditHead[] {
  const [, chain = "", seq = "", mac = ""] = /^(\S+) (\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
  return isTaskId(chain) || chain === installationChain ? [{ task: chain, seq: Number(seq), mac }] : [];
}
