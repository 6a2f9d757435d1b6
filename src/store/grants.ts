import type { Grant } from "../domain/grant.ts";
import type { GrantId } from "../domain/id.ts";
import { and, asc, eq, gt, inArray, isNull, or, sql } from "./drizzle.ts";
import { grants } from "./schema/people.ts";
import { type Reader, toDate, toMs, type Writer } from "./transaction.ts";

const inForce = and(isNull(grants.revokedAt), gt(grants.expiresAt, sql`now()`), gt(grants.usesLeft, 0));

/** Keeps a standing approval. */
export async function addGrant(tx: Writer, { givenAt, expiresAt, revokedAt, ...grant }: Grant): Promise<void> {
  await tx.insert(grants).values({ ...grant, givenAt: toDate(givenAt), expiresAt: toDate(expiresAt), revokedAt: toDate(revokedAt) });
}

/**
 * Standing approvals in force for a space (null: tasks without one), and those that are named, however they stand. Their rows
 * are held until the transaction ends: a use is counted once, and none is taken back in between.
 */
export async function holdGrants(tx: Writer, space: string | null, named: readonly GrantId[]): Promise<readonly Grant[]> {
  const here = space === null ? isNull(grants.space) : eq(grants.space, space);
  const which = or(and(here, inForce), inArray(grants.id, [...named]));
  const rows = await tx.select().from(grants).where(which).orderBy(asc(grants.id)).for("update");
  return rows.map(readGrant);
}

/** A standing approval however it stands, or undefined. */
export async function loadGrant(db: Reader, id: GrantId): Promise<Grant | undefined> {
  const [row] = await db.select().from(grants).where(eq(grants.id, id));
  return row && readGrant(row);
}

/** Every standing approval there ever was. */
export async function readGrants(db: Reader): Promise<readonly Grant[]> {
  return (await db.select().from(grants)).map(readGrant);
}

/** Every standing approval in force, oldest first; of one account where it is named. */
export async function listGrants(db: Reader, owner: string | null): Promise<readonly Grant[]> {
  const theirs = owner === null ? inForce : and(inForce, eq(grants.owner, owner));
  return (await db.select().from(grants).where(theirs).orderBy(asc(grants.givenAt), asc(grants.id))).map(readGrant);
}

/** Counts one use. Throws where there is none left: whoever relied on it did not hold its row. */
export async function takeGrant(tx: Writer, id: GrantId): Promise<void> {
  const rows = await tx
    .update(grants)
    .set({ usesLeft: sql`${grants.usesLeft} - 1` })
    .where(and(eq(grants.id, id), inForce))
    .returning({ id: grants.id });
  if (rows.length === 0) throw new Error(`the standing approval ${id} is not in force`);
}

/** Takes a standing approval back; null where none of that name is in force, or where another account gave it (null: any). */
export async function revokeGrant(tx: Writer, id: GrantId, owner: string | null): Promise<Grant | null> {
  const theirs = owner === null ? eq(grants.id, id) : and(eq(grants.id, id), eq(grants.owner, owner));
  const [row] = await tx.update(grants).set({ revokedAt: sql`now()` }).where(and(theirs, inForce)).returning();
  return row ? readGrant(row) : null;
}

function readGrant(row: typeof grants.$inferSelect): Grant {
  return { ...row, givenAt: toMs(row.givenAt), expiresAt: toMs(row.expiresAt), revokedAt: toMs(row.revokedAt) };
}
