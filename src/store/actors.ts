import type { ActorId } from "../domain/id.ts";
import { and, eq, isNotNull, sql } from "./drizzle.ts";
import { actors, inbox } from "./schema/actors.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

/** The right to move one actor: good while the row still says so. */
export type Lease = {
  readonly actor: ActorId;
  readonly owner: string;
  readonly epoch: number;
  /** The last owner did not give it back and is not known to live: it died, or what it ran broke it. */
  readonly abandoned: boolean;
};

/** Lease length, renewal and the wait before a successor takes over (architecture: ownership), in seconds. */
const leaseSeconds = 10;
const graceSeconds = 5;

const until = sql`now() + make_interval(secs => ${leaseSeconds})`;
const free = sql`(${actors.leaseUntil} is null or ${actors.leaseUntil} < now() - make_interval(secs => ${graceSeconds}))`;

/** Who may claim what: `only` are the ids a command names (null: any). */
export type Claimant = {
  readonly owner: string;
  readonly host: string;
  readonly only: readonly ActorId[] | null;
  /** There is no room for another task. */
  readonly talkOnly?: boolean;
  /** Whether an earlier owner is known to live: it lost its lease, and ended by itself what it ran. Absent: nobody is. */
  readonly isAlive?: (owner: string) => boolean;
};

/** Takes one actor that needs an owner and has none, or returns null. Safe from any number of processes at once. */
export async function claimActor(
  db: Reader,
  { owner, host, only, talkOnly = false, isAlive = () => false }: Claimant,
): Promise<Lease | null> {
  const named = only === null ? sql`true` : sql`${actors.id} in ${[...only, ""]}`;
  const here = sql`(${actors.host} is null or ${actors.host} = ${host})`;
  const kind = talkOnly ? eq(actors.kind, "conversation") : undefined;
  // In a query of its own, because a row lock there makes it run exactly once.
  const next = db.$with("next").as(
    db
      .select({ id: actors.id, before: sql<string | null>`${actors.owner}`.as("before") })
      .from(actors)
      .where(and(sql`${actors.wakeAt} <= now()`, free, here, named, kind))
      .orderBy(actors.wakeAt)
      .limit(1)
      .for("update", { skipLocked: true }),
  );
  const [row] = await db
    .with(next)
    .update(actors)
    .set({ owner, epoch: sql`${actors.epoch} + 1`, leaseUntil: until })
    .from(next)
    .where(eq(actors.id, next.id))
    .returning({ actor: actors.id, epoch: actors.epoch, before: next.before });
  if (!row) return null;
  const { actor, epoch, before } = row;
  return { actor, epoch, owner, abandoned: before !== null && !isAlive(before) };
}

const held = ({ actor, epoch, owner }: Lease) =>
  and(eq(actors.id, actor), eq(actors.epoch, epoch), eq(actors.owner, owner), sql`${actors.leaseUntil} > now()`);

/** The same when it has run out and nobody came since: who has ended what it ran may still say so. */
const last = ({ actor, epoch, owner }: Lease) =>
  and(eq(actors.id, actor), eq(actors.epoch, epoch), eq(actors.owner, owner), isNotNull(actors.leaseUntil));

/** Prolongs a lease; false when it is lost. */
export async function renewLease(db: Reader, lease: Lease): Promise<boolean> {
  const rows = await db.update(actors).set({ leaseUntil: until }).where(held(lease)).returning({ id: actors.id });
  return rows.length === 1;
}

/** Locks the actor's row for the rest of the transaction and says whether the lease still holds. Every write begins here. */
export async function holdLease(tx: Writer, lease: Lease): Promise<boolean> {
  const rows = await tx.select({ id: actors.id }).from(actors).where(held(lease)).for("update");
  return rows.length === 1;
}

/** Says when the actor needs an owner next; at once while something is unread, so that no wake-up is lost. */
export async function setWake(tx: Writer, actor: ActorId, at: number | null): Promise<void> {
  const unread = sql`exists (select 1 from ${inbox} where ${inbox.actor} = ${actor} and ${inbox.processedAt} is null)`;
  await tx
    .update(actors)
    .set({ wakeAt: sql`case when ${unread} then now() else ${toDate(at)?.toISOString() ?? null}::timestamptz end` })
    .where(eq(actors.id, actor));
}

/** Gives a lease back unless something is unread or due; false means: go on. */
export async function releaseLease(tx: Writer, lease: Lease): Promise<boolean> {
  const resting = sql`(${actors.wakeAt} is null or ${actors.wakeAt} > now())`;
  const rows = await tx
    .update(actors)
    .set({ owner: null, leaseUntil: null })
    .where(and(held(lease), resting))
    .returning({ id: actors.id });
  return rows.length === 1;
}

/** Gives a lease back as it is, for whoever comes next: this process leaves. */
export async function dropLease(db: Reader, lease: Lease): Promise<void> {
  await db.update(actors).set({ owner: null, leaseUntil: null }).where(last(lease));
}

/** The same where the actor needs an owner again, in some seconds. */
export async function handBack(db: Reader, lease: Lease, seconds: number): Promise<void> {
  const wakeAt = sql`now() + make_interval(secs => ${seconds})`;
  await db.update(actors).set({ owner: null, leaseUntil: null, wakeAt }).where(last(lease));
}

/** Gives an actor up for good: there is nothing of it to move. */
export async function giveUpActor(db: Reader, lease: Lease): Promise<void> {
  await db.update(actors).set({ owner: null, leaseUntil: null, wakeAt: null }).where(held(lease));
}

/**
 * Gives a lease up that broke over what it ran, to be tried again in some seconds: at once it would only break again. An owner
 * stays named, but not as one who lives: to whoever comes next it died over that.
 */
export async function abandonActor(db: Reader, lease: Lease, seconds: number): Promise<void> {
  const wakeAt = sql`now() + make_interval(secs => ${seconds})`;
  await db
    .update(actors)
    .set({ owner: `${lease.owner} broke`, leaseUntil: null, wakeAt })
    .where(held(lease));
}

/** Owners of this machine that hold a lease now; the caller knows which of them are dead. */
export async function listOwners(db: Reader, host: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ owner: actors.owner })
    .from(actors)
    .where(and(isNotNull(actors.leaseUntil), sql`${actors.owner} like ${`${host.replaceAll(/[%_\\]/g, "\\$&")} %`}`));
  return rows.flatMap(({ owner }) => (owner === null ? [] : [owner]));
}

/** Ends every lease of an owner that is known to be dead, so that nobody waits for it to run out. It stays named: it gave nothing back. */
export async function endLeases(db: Reader, owner: string): Promise<void> {
  await db.update(actors).set({ leaseUntil: null }).where(eq(actors.owner, owner));
}

/** Makes an actor that needs an owner at once. */
export async function createActor(tx: Writer, id: ActorId, kind: "conversation" | "task"): Promise<void> {
  await tx.insert(actors).values({ id, kind, wakeAt: sql`now()` });
}

/** Takes back an actor that was made in this very transaction and is not needed after all. */
export async function removeActor(tx: Writer, id: ActorId): Promise<void> {
  await tx.delete(actors).where(eq(actors.id, id));
}

/** Binds an actor to the machine its workspace is on. */
export async function bindHost(tx: Writer, actor: ActorId, host: string): Promise<void> {
  await tx.update(actors).set({ host }).where(eq(actors.id, actor));
}

/** The machine an actor is bound to, or null. */
export async function hostOf(db: Reader, actor: ActorId): Promise<string | null> {
  const [row] = await db.select({ host: actors.host }).from(actors).where(eq(actors.id, actor));
  return row?.host ?? null;
}

/** Whether some process holds the actor now. */
export async function isHeld(db: Reader, actor: ActorId): Promise<boolean> {
  const rows = await db
    .select({ id: actors.id })
    .from(actors)
    .where(and(eq(actors.id, actor), sql`${actors.leaseUntil} > now()`));
  return rows.length === 1;
}
