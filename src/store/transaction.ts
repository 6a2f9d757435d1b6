import type { PgDatabase } from "drizzle-orm/pg-core";
import type { PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";

/** Where readers read: the database, or a transaction. */
export type Reader = PgDatabase<PostgresJsQueryResultHKT>;

declare const inside: unique symbol;

/** Where writers write. Only `transact` makes one, so a writer cannot be called outside a transaction. */
export type Writer = Reader & { readonly [inside]: true };

/** What is to be done once a transaction is kept, by its writer. */
const afterwards = new WeakMap<Reader, (() => void)[]>();

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export async function transact<T>(db: Reader, work: (tx: Writer) => Promise<T>): Promise<T> {
  const acts: (() => void)[] = [];
  const result = await db.transaction((tx) => {
    afterwards.set(tx, acts);
    // The brand exists in types only; this is the one place that grants it.
    return work(tx as unknown as Writer);
  });
  for (const act of acts) act();
  return result;
}

/** Runs `read` on one state of the database, however much is written meanwhile: what is read in several steps belongs together. */
export function readAtOnce<T>(db: Reader, read: (tx: Reader) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: "repeatable read", accessMode: "read only" });
}

/** Does something once the transaction is kept, before whoever made it goes on; nothing when it is rolled back. */
export function afterCommit(tx: Writer, act: () => void): void {
  afterwards.get(tx)?.push(act);
}

/** Milliseconds of a moment. */
export function toMs(moment: Date): number;
export function toMs(moment: Date | null): number | null;
export function toMs(moment: Date | null): number | null {
  return moment === null ? null : moment.getTime();
}

/** A moment of milliseconds. */
export function toDate(ms: number): Date;
export function toDate(ms: number | null): Date | null;
export function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
