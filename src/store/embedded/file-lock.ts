import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Locks between processes that the kernel releases when their holder dies, kill -9 included. Node has no flock; SQLite
 * takes the same kind of lock on an empty file of ours when a transaction begins, and nothing is ever written.
 */
export type FileLock = { release(): void };

/** Takes a lock nobody else may hold a part of, or null when somebody does. */
export function tryExclusiveLock(file: string): FileLock | null {
  return take(file, "BEGIN EXCLUSIVE");
}

/** Takes a lock that any number may share; null while somebody holds it exclusively. */
export function trySharedLock(file: string): FileLock | null {
  return take(file, "BEGIN; SELECT count(*) FROM sqlite_schema");
}

/** Waits its turn for an exclusive lock; null when `timeoutMs` pass first. */
export async function waitForLock(file: string, timeoutMs: number): Promise<FileLock | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const lock = tryExclusiveLock(file);
    if (lock !== null || performance.now() > deadline) return lock;
    await pause(25);
  }
}

function take(file: string, transaction: string): FileLock | null {
  create(file);
  const holder = new DatabaseSync(file, { timeout: 0 });
  try {
    holder.exec(transaction);
    return { release: () => holder.close() };
  } catch (error) {
    holder.close();
    if (isBusy(error)) return null;
    throw error;
  }
}

/** Ours alone to read, since a reader could lock it. Never opens a file that exists: closing it would drop our own locks on it. */
function create(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** SQLITE_BUSY, whatever its extended code. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" && (error.errcode & 0xff) === 5;
}
