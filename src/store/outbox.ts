import type { Card } from "../domain/card.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import type { Message } from "../domain/message.ts";
import type { Channel, Principal } from "../domain/principal.ts";
import type { Cleaned } from "../outbound/cleaned.ts";
import { and, asc, eq, inArray, lt, sql } from "./drizzle.ts";
import { conversations } from "./schema/actors.ts";
import { outbox } from "./schema/traces.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

/** Something to show in a conversation. The same key again is a new revision of the same message. */
export type Outgoing = {
  readonly key: string;
  readonly conversation: ConversationId;
  readonly task: TaskId | null;
  readonly kind: "card" | "post";
  /** Cleaned: whoever posts has sent it through the gate. */
  readonly body: Cleaned<Card | Message>;
  readonly audience: Principal | null;
  readonly at: number;
};

/** Puts a message or a new revision of it into the outbox; an unchanged body is no revision. */
export async function post(tx: Writer, { at, ...message }: Outgoing): Promise<void> {
  await tx
    .insert(outbox)
    .values({ ...message, createdAt: toDate(at) })
    .onConflictDoUpdate({
      target: outbox.key,
      set: { body: message.body, desired: sql`${outbox.desired} + 1` },
      setWhere: sql`${outbox.body} is distinct from excluded.body`,
    });
  await tx.execute(sql`select pg_notify('adjutant', ${`post ${message.conversation}`})`);
}

/** Marks the message of an approval as closed, with the reason. */
export async function closeMessage(tx: Writer, key: string, why: Cleaned<string>): Promise<void> {
  await tx
    .update(outbox)
    .set({ body: sql`jsonb_set(${outbox.body}, '{closed}', to_jsonb(${why}::text))`, desired: sql`${outbox.desired} + 1` })
    .where(eq(outbox.key, key));
}

export type Due = typeof outbox.$inferSelect;

/** Messages whose newest revision was not delivered yet, oldest first, of one channel and (unless null) some conversations. */
export async function listDue(db: Reader, channel: Channel, only: readonly ConversationId[] | null): Promise<readonly Due[]> {
  const mine = only === null ? undefined : inArray(outbox.conversation, [...only, "cnv_"]);
  const rows = await db
    .select({ due: outbox })
    .from(outbox)
    .innerJoin(conversations, eq(conversations.id, outbox.conversation))
    .where(and(lt(outbox.delivered, outbox.desired), eq(conversations.channel, channel), mine))
    .orderBy(asc(outbox.id));
  return rows.map((row) => row.due);
}

/** Notes that a revision was delivered; a newer one stays due. */
export async function markDelivered(db: Reader, id: number, revision: number, ref: string | null): Promise<void> {
  await db.update(outbox).set({ delivered: revision, ref, error: null, deliveredAt: sql`now()` }).where(eq(outbox.id, id));
}

/** Everything shown in a conversation, oldest first, as it stands. */
export async function listMessages(db: Reader, conversation: ConversationId): Promise<readonly Due[]> {
  return db.select().from(outbox).where(eq(outbox.conversation, conversation)).orderBy(asc(outbox.id));
}
