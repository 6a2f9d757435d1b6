import type { Card } from "../domain/card.ts";
import type { Address } from "../domain/conversation.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import type { Message } from "../domain/message.ts";
import { accountOf, type Channel, type Principal } from "../domain/principal.ts";
import type { Cleaned } from "../outbound/cleaned.ts";
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "./drizzle.ts";
import { conversations } from "./schema/actors.ts";
import { tasks } from "./schema/tasks.ts";
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
  /** Accounts and `@groups` to mention; nobody when absent. */
  readonly asked?: readonly string[];
  readonly at: number;
};

/** Puts a message or a new revision of it into the outbox; an unchanged body is no revision. */
export async function post(tx: Writer, { at, ...message }: Outgoing): Promise<void> {
  await tx
    .insert(outbox)
    .values({ ...message, createdAt: toDate(at) })
    .onConflictDoUpdate({
      target: outbox.key,
      set: { body: message.body, desired: sql`${outbox.desired} + 1`, error: null },
      setWhere: sql`${outbox.body} is distinct from excluded.body`,
    });
  await tx.execute(sql`select pg_notify('adjutant', ${`post ${message.conversation}`})`);
}

/** Whether one person is about to be told the same in a conversation, or was since then (milliseconds since the epoch). */
export async function isToldAlready(
  db: Reader,
  { conversation, audience, body }: Pick<Outgoing, "conversation" | "body"> & { readonly audience: Principal },
  since: number,
): Promise<boolean> {
  const { channel, id } = audience;
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.conversation, conversation),
        sql`${outbox.audience} @> ${JSON.stringify({ channel, id })}::jsonb`,
        sql`${outbox.body} = ${JSON.stringify(body)}::jsonb`,
        sql`(${outbox.delivered} < ${outbox.desired} and ${outbox.error} is null or coalesce(${outbox.deliveredAt}, ${outbox.createdAt}) >= ${new Date(since).toISOString()}::timestamptz)`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Marks the message of an approval as closed, with the reason. */
export async function closeMessage(tx: Writer, key: string, why: Cleaned<string>): Promise<void> {
  await tx
    .update(outbox)
    .set({ body: sql`jsonb_set(${outbox.body}, '{closed}', to_jsonb(${why}::text))`, desired: sql`${outbox.desired} + 1`, error: null })
    .where(eq(outbox.key, key));
}

/** Writes into an approval's message who has approved so far. */
export async function noteVotes(tx: Writer, key: string, names: readonly Cleaned<string>[]): Promise<void> {
  await tx
    .update(outbox)
    .set({
      body: sql`jsonb_set(${outbox.body}, '{votes}', ${JSON.stringify(names)}::jsonb)`,
      desired: sql`${outbox.desired} + 1`,
      error: null,
    })
    .where(eq(outbox.key, key));
}

/** Writes into the message of a question what came of it: it waits for nobody any more. */
export async function closeQuestion(tx: Writer, conversation: ConversationId, question: string, answer: Cleaned<string>): Promise<void> {
  const asked = sql`${outbox.body} -> 'questions'`;
  const closed = sql`case when one ->> 'id' = ${question} then one || jsonb_build_object('answer', ${answer}::text) else one end`;
  const questions = sql`(select jsonb_agg(${closed} order by place) from jsonb_array_elements(${asked}) with ordinality as asked (one, place))`;
  await tx
    .update(outbox)
    .set({ body: sql`jsonb_set(${outbox.body}, '{questions}', ${questions})`, desired: sql`${outbox.desired} + 1`, error: null })
    .where(and(eq(outbox.conversation, conversation), sql`${asked} @> jsonb_build_array(jsonb_build_object('id', ${question}::text))`));
}

type Row = typeof outbox.$inferSelect;
/** A message whose newest revision was not delivered yet, where it belongs, and the task it is about. */
export type Due = Row & { readonly address: Address; readonly about: Named | null };
type Named = { readonly number: number; readonly title: string };

/** Messages of one channel whose newest revision was not delivered yet and could be, oldest first. */
export async function listDue(db: Reader, channel: Channel): Promise<readonly Due[]> {
  const { workspace, room, thread } = conversations;
  const about = { number: tasks.number, title: tasks.title };
  const rows = await db
    .select({ row: outbox, about, workspace, room, thread })
    .from(outbox)
    .innerJoin(conversations, eq(conversations.id, outbox.conversation))
    .leftJoin(tasks, eq(tasks.id, outbox.task))
    .where(and(lt(outbox.delivered, outbox.desired), isNull(outbox.error), eq(conversations.channel, channel)))
    .orderBy(asc(outbox.id));
  return rows.map(({ row, about, ...rest }) => ({ ...row, about, address: { channel, ...rest } }));
}

/** Notes that showing it is begun; returns it as it is now, or null: it is not due any more. `tries` counts those before. */
export async function beginShowing(db: Reader, id: number): Promise<Row | null> {
  const [row] = await db
    .update(outbox)
    .set({ tries: sql`${outbox.tries} + 1` })
    .where(and(eq(outbox.id, id), lt(outbox.delivered, outbox.desired), isNull(outbox.error)))
    .returning();
  return row ? { ...row, tries: row.tries - 1 } : null;
}

/** Notes that a revision was delivered; a newer one stays due. */
export async function markDelivered(db: Reader, id: number, revision: number, refs: readonly string[]): Promise<void> {
  await db
    .update(outbox)
    .set({ delivered: revision, refs: [...refs], tries: 0, error: null, deliveredAt: sql`now()` })
    .where(eq(outbox.id, id));
}

/** Notes why a revision cannot be shown: it is due again when it changes, or somebody it concerns speaks. */
export async function markUndeliverable(db: Reader, id: number, why: string): Promise<void> {
  await db.update(outbox).set({ error: why }).where(eq(outbox.id, id));
}

/** Messages of a workspace that could not be shown for this reason are due again. */
export async function showAgain(db: Reader, { channel, workspace }: Pick<Address, "channel" | "workspace">, why: string): Promise<void> {
  const there = db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.channel, channel), eq(conversations.workspace, workspace)));
  await db
    .update(outbox)
    .set({ error: null })
    .where(and(eq(outbox.error, why), inArray(outbox.conversation, there)));
  await db.execute(sql`select pg_notify('adjutant', ${`post ${workspace}`})`);
}

/** What is shown is due once more as it is: nobody sees it any more. */
export async function showOnceMore(db: Reader, key: string): Promise<void> {
  await db
    .update(outbox)
    .set({ desired: sql`${outbox.desired} + 1` })
    .where(eq(outbox.key, key));
  await db.execute(sql`select pg_notify('adjutant', ${`post ${key}`})`);
}

/** Where somebody speaks, and since when what could not be shown is news still, in milliseconds since the epoch. */
type Speaking = { readonly address: Address; readonly by: Principal; readonly since: number };

/** What could not be shown in the room somebody speaks in, or to them, is due again: much may have changed since. */
export async function showAgainTo(db: Reader, { address: { channel, workspace, room }, by, since }: Speaking): Promise<void> {
  const isHere = and(eq(conversations.workspace, workspace), eq(conversations.room, room));
  const isTheirs = or(sql`${outbox.audience} ->> 'id' = ${by.id}`, sql`${outbox.asked} @> ${JSON.stringify([accountOf(by)])}::jsonb`);
  const there = db
    .select({ id: outbox.id })
    .from(outbox)
    .innerJoin(conversations, eq(conversations.id, outbox.conversation))
    .where(
      and(
        lt(outbox.delivered, outbox.desired),
        isNotNull(outbox.error),
        gt(outbox.createdAt, toDate(since)),
        eq(conversations.channel, channel),
        or(isHere, isTheirs),
      ),
    );
  const again = await db.update(outbox).set({ error: null }).where(inArray(outbox.id, there)).returning({ id: outbox.id });
  if (again.length > 0) await db.execute(sql`select pg_notify('adjutant', ${`post ${room}`})`);
}
