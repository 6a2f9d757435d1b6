import { bigint, sql, text, timestamp } from "../drizzle.ts";

/** A moment; the heart counts milliseconds since the epoch, the database keeps `timestamptz`. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Integer micro-dollars, tokens and milliseconds: exact up to 2⁵³. */
export const amount = (name: string) => bigint(name, { mode: "number" }).notNull().default(sql`0`);

/** A text that only takes these values: `text` + CHECK, because a Postgres enum breaks a single migration transaction. */
export const oneOf = <const Value extends string>(name: string, values: readonly [Value, ...Value[]]) => text(name, { enum: [...values] });

/** The CHECK's condition for such a column. The values are ours, never input. */
export const inValues = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")})`);
