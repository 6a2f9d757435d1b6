import type { PgDatabase } from "drizzle-orm/pg-core";
import type { PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";

/** Where readers read: the database, or a transaction. */
export type Reader = PgDatabase<PostgresJsQueryResultHKT>;

declare const inside: unique symbol;

/** Where writers write. Only `transact` makes one, so a writer cannot be called outside a transaction. */
export type Writer = Reader & { readonly [inside]: true };

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export function transact<T>(db: Reader, work: (tx: Writer) => Promise<T>): Promise<T> {
  // The brand exists in types only; this is the one place that grants it.
  return db.transaction((tx) => work(tx as unknown as Writer));
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
