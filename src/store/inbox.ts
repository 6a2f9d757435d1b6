import type { ConversationEvent } from "../domain/conversation.ts";
import type { TaskEvent, TaskRequest } from "../domain/event.ts";
import type { ActorId } from "../domain/id.ts";
import { and, asc, desc, eq, isNull, sql } from "./drizzle.ts";
import { actors, inbox } from "./schema/actors.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

/** Something that happened to an actor from outside. */
export type Delivery = {
  readonly actor: ActorId;
  readonly dedupeKey: string;
  readonly event: TaskRequest | Extract<TaskEvent, { type: "used" }> | Extract<ConversationEvent, { type: "message" }>;
  readonly receivedAt: number;
};

/**
 * Stores a delivery once and wakes its actor, under the actor's row lock: an activation that is about to end sees it, or
 * its successor does. False when the same delivery was there already.
 */
export async function deliver(tx: Writer, delivery: Delivery): Promise<boolean> {
  await tx.select({ id: actors.id }).from(actors).where(eq(actors.id, delivery.actor)).for("update");
  const { actor, dedupeKey, event, receivedAt } = delivery;
  // Resume goes with pause, or the last word would not be the last.
  const urgent = event.type === "commanded" && event.command !== "proceed";
  const rows = await tx
    .insert(inbox)
    .values({ actor, dedupeKey, event, urgent, receivedAt: toDate(receivedAt) })
    .onConflictDoNothing({ target: inbox.dedupeKey })
    .returning({ id: inbox.id });
  if (rows.length === 0) return false;
  await tx.update(actors).set({ wakeAt: sql`now()` }).where(eq(actors.id, actor));
  await tx.execute(sql`select pg_notify('adjutant', ${`wake ${actor}`})`);
  return true;
}

export type Unread = { readonly id: number; readonly event: Delivery["event"] | ConversationEvent };

/** The next unread event of an actor: stop and pause first, then in order of arrival. */
export async function nextUnread(db: Reader, actor: ActorId): Promise<Unread | null> {
  const [row] = await db
    .select({ id: inbox.id, event: inbox.event })
    .from(inbox)
    .where(and(eq(inbox.actor, actor), isNull(inbox.processedAt)))
    .orderBy(desc(inbox.urgent), asc(inbox.id))
    .limit(1);
  return row ?? null;
}

/** Whether an actor has events it did not read yet. */
export async function hasUnread(db: Reader, actor: ActorId): Promise<boolean> {
  return (await nextUnread(db, actor)) !== null;
}

/** Whether a vote that is being read was taken back meanwhile. Asked under the actor's lock: until the decision commits (architecture: data). */
export async function isTakenBack(tx: Writer, actor: ActorId, vote: Extract<TaskRequest, { type: "decided" }>): Promise<boolean> {
  const withdrawal = sql`${inbox.event} ->> 'type' = 'withdrew' and ${inbox.event} ->> 'approval' = ${vote.approval}
    and ${inbox.event} ->> 'verb' = ${vote.verb} and ${inbox.event} #>> '{by,channel}' = ${vote.by.channel} and ${inbox.event} #>> '{by,id}' = ${vote.by.id}
    and (${inbox.event} ->> 'receivedAt')::bigint >= ${vote.receivedAt}`;
  const [row] = await tx
    .select({ id: inbox.id })
    .from(inbox)
    .where(and(eq(inbox.actor, actor), isNull(inbox.processedAt), withdrawal))
    .limit(1);
  return row !== undefined;
}

/** Closes an event; `refusal` says why it changed nothing. */
export async function markRead(tx: Writer, id: number, refusal: string | null): Promise<void> {
  await tx.update(inbox).set({ processedAt: sql`now()`, refusal }).where(eq(inbox.id, id));
}

/** Notes that working on an event broke once more; returns how often by now. */
export async function countBreak(tx: Writer, id: number): Promise<number> {
  const [row] = await tx
    .update(inbox)
    .set({ breaks: sql`${inbox.breaks} + 1` })
    .where(eq(inbox.id, id))
    .returning({ breaks: inbox.breaks });
  return row?.breaks ?? 0;
}

/** What became of a delivery: null while it is unread or unknown. */
export async function readOutcome(db: Reader, dedupeKey: string): Promise<{ readonly refusal: string | null } | null> {
  const [row] = await db.select().from(inbox).where(eq(inbox.dedupeKey, dedupeKey));
  return row?.processedAt ? { refusal: row.refusal } : null;
}
