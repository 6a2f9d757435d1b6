import type { Json } from "../domain/json.ts";
import type { Channel } from "../domain/principal.ts";
import { and, asc, desc, eq, isNotNull, isNull, lt, sql } from "./drizzle.ts";
import { arrivals } from "./schema/actors.ts";
import { type Reader, toDate, toMs } from "./transaction.ts";

/** Something a platform sent, of which nobody knows yet what it means. */
export type Arrival = {
  readonly channel: Channel;
  /** The same for every time the platform sends it. */
  readonly key: string;
  readonly lane: string;
  readonly content: Json;
  readonly receivedAt: number;
};

/** One that waits to be worked on. */
export type OpenArrival = Pick<Arrival, "lane" | "content" | "receivedAt"> & { readonly id: number };

/** Stores it once; false when it was there already. Whoever works on them is told. */
export async function keepArrival(db: Reader, { receivedAt, ...arrival }: Arrival): Promise<boolean> {
  const rows = await db
    .insert(arrivals)
    .values({ ...arrival, receivedAt: toDate(receivedAt) })
    .onConflictDoNothing()
    .returning({ id: arrivals.id });
  if (rows.length === 0) return false;
  await db.execute(sql`select pg_notify('adjutant', ${`news ${arrival.channel}`})`);
  return true;
}

/** Whether something came whose key begins like this. */
export async function isArrivalKept(db: Reader, channel: Channel, keyBegin: string): Promise<boolean> {
  const isMeant = and(eq(arrivals.channel, channel), sql`starts_with(${arrivals.key}, ${keyBegin})`);
  const [row] = await db.select({ id: arrivals.id }).from(arrivals).where(isMeant).limit(1);
  return row !== undefined;
}

/** The keys of everything that came and begin like this, in the order it came. */
export async function listArrivalKeys(db: Reader, channel: Channel, keyBegin: string): Promise<readonly string[]> {
  const isMeant = and(eq(arrivals.channel, channel), sql`starts_with(${arrivals.key}, ${keyBegin})`);
  const rows = await db.select({ key: arrivals.key }).from(arrivals).where(isMeant).orderBy(asc(arrivals.id));
  return rows.map(({ key }) => key);
}

/** A channel's arrivals that nobody has worked on, in the order they came. */
export async function listArrivals(db: Reader, channel: Channel): Promise<readonly OpenArrival[]> {
  const { id, lane, content, receivedAt } = arrivals;
  const rows = await db
    .select({ id, lane, content, receivedAt })
    .from(arrivals)
    .where(and(eq(arrivals.channel, channel), isNull(arrivals.doneAt)))
    .orderBy(asc(id));
  return rows.map((row) => ({ ...row, receivedAt: toMs(row.receivedAt) }));
}

/** Whether it still waits to be worked on. */
export async function isArrivalOpen(db: Reader, id: number): Promise<boolean> {
  const [row] = await db
    .select({ id: arrivals.id })
    .from(arrivals)
    .where(and(eq(arrivals.id, id), isNull(arrivals.doneAt)));
  return row !== undefined;
}

/** The work is done, or (with an error) will not be: its content is forgotten, its key is kept. */
export async function closeArrival(db: Reader, id: number, error: string | null): Promise<void> {
  await db
    .update(arrivals)
    .set({ doneAt: sql`now()`, content: error === null ? null : sql`${arrivals.content}`, error })
    .where(eq(arrivals.id, id));
}

/** Notes that working on it broke once more; returns how often by now. */
export async function countArrivalBreak(db: Reader, id: number): Promise<number> {
  const [row] = await db
    .update(arrivals)
    .set({ breaks: sql`${arrivals.breaks} + 1` })
    .where(eq(arrivals.id, id))
    .returning({ breaks: arrivals.breaks });
  return row?.breaks ?? 0;
}

/** Forgets what was done before this moment: no platform sends it again. */
export async function forgetArrivals(db: Reader, before: number): Promise<void> {
  await db.delete(arrivals).where(and(isNotNull(arrivals.doneAt), lt(arrivals.doneAt, toDate(before))));
}

/** When a channel was last heard of, in milliseconds; null: never. */
export async function lastArrival(db: Reader, channel: Channel): Promise<number | null> {
  const [row] = await db
    .select({ at: arrivals.receivedAt })
    .from(arrivals)
    .where(eq(arrivals.channel, channel))
    .orderBy(desc(arrivals.id))
    .limit(1);
  return row ? toMs(row.at) : null;
}
