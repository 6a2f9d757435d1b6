import type { Address } from "../domain/conversation.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import type { Channel } from "../domain/principal.ts";
import { and, arrayContains, asc, desc, eq, gt, inArray, isNotNull, isNull, like, notInArray, or, sql } from "./drizzle.ts";
import { conversations } from "./schema/actors.ts";
import { tasks } from "./schema/tasks.ts";
import { outbox } from "./schema/traces.ts";
import { type Reader, toDate } from "./transaction.ts";

type Row = typeof outbox.$inferSelect;

/** For what was never shown: the platform's id of the latest message that shows all something of its conversation; null: nothing was. */
export async function findEarlier(db: Reader, { conversation, refs }: Pick<Row, "conversation" | "refs">): Promise<string | null> {
  if (refs.length > 0) return null;
  const [row] = await db
    .select({ ref: sql<string>`${outbox.refs}[1]` })
    .from(outbox)
    .where(and(eq(outbox.conversation, conversation), isNull(outbox.audience), sql`cardinality(${outbox.refs}) > 0`))
    .orderBy(desc(outbox.id))
    .limit(1);
  return row?.ref ?? null;
}

/** The platform's id of the message that asked last for a decision in a task, with its buttons; null: none is shown to all. */
export async function findAsked(db: Reader, task: TaskId): Promise<string | null> {
  const [row] = await db
    .select({ refs: outbox.refs })
    .from(outbox)
    .where(
      and(
        eq(outbox.task, task),
        isNull(outbox.audience),
        sql`${outbox.body} ->> 'kind' = 'approval'`,
        sql`cardinality(${outbox.refs}) > 0`,
      ),
    )
    .orderBy(desc(outbox.id))
    .limit(1);
  return row?.refs.at(-1) ?? null;
}

/** Why messages of a task could not be shown, oldest first. */
export async function listUndelivered(db: Reader, task: TaskId): Promise<readonly string[]> {
  const rows = await db
    .select({ error: outbox.error })
    .from(outbox)
    .where(and(eq(outbox.task, task), isNotNull(outbox.error)))
    .orderBy(asc(outbox.id));
  return [...new Set(rows.flatMap(({ error }) => error ?? []))];
}

/** What is shown, and in which conversation. */
type Found = Pick<Row, "key" | "task" | "body"> & { readonly address: Address };

/** What a platform's message shows, or null: it shows nothing of ours. */
export function findShown(db: Reader, channel: Channel, ref: string): Promise<Found | null> {
  return findOne(db, channel, arrayContains(outbox.refs, [ref]));
}

/** What is shown on a channel under a key, or null. */
export function findPosted(db: Reader, channel: Channel, key: string): Promise<Found | null> {
  return findOne(db, channel, eq(outbox.key, key));
}

async function findOne(db: Reader, channel: Channel, which: ReturnType<typeof and>): Promise<Found | null> {
  const { key, task, body } = outbox;
  const { workspace, room, thread } = conversations;
  const [row] = await db
    .select({ key, task, body, workspace, room, thread })
    .from(outbox)
    .innerJoin(conversations, eq(conversations.id, outbox.conversation))
    .where(and(which, eq(conversations.channel, channel)));
  return row ? { key: row.key, task: row.task, body: row.body, address: addressOf(channel, row) } : null;
}

function addressOf(channel: Channel, { workspace, room, thread }: Omit<Address, "channel">): Address {
  return { channel, workspace, room, thread };
}

/** The keys of what an emoji can steer an open task on: its card and its approvals, also closed ones. `since`: not shown before. */
export async function listSteered(db: Reader, since: number): Promise<readonly string[]> {
  const isOpen = notInArray(tasks.stage, ["completed", "failed", "cancelled"]);
  const isSteered = or(like(outbox.key, "card:%"), like(outbox.key, "apr\\_%"));
  const rows = await db
    .select({ key: outbox.key })
    .from(outbox)
    .innerJoin(tasks, eq(tasks.id, outbox.task))
    .where(and(isSteered, isOpen, gt(outbox.createdAt, toDate(since))));
  return rows.map(({ key }) => key);
}

/** The platform's ids of what is shown under these keys; `at`: only of what is shown on this channel, in this workspace of it. */
export async function refsOf(
  db: Reader,
  keys: readonly string[],
  { channel, workspace }: { readonly channel?: Channel; readonly workspace?: string | undefined } = {},
): Promise<ReadonlyMap<string, readonly string[]>> {
  const isThere = and(
    channel === undefined ? undefined : eq(conversations.channel, channel),
    workspace === undefined ? undefined : eq(conversations.workspace, workspace),
  );
  const rows = await db
    .select({ key: outbox.key, refs: outbox.refs })
    .from(outbox)
    .innerJoin(conversations, eq(conversations.id, outbox.conversation))
    .where(and(inArray(outbox.key, [...keys, ""]), isThere));
  return new Map(rows.map(({ key, refs }) => [key, refs]));
}

/** Everything shown in a conversation, oldest first, as it stands. */
export async function listMessages(db: Reader, conversation: ConversationId): Promise<readonly Row[]> {
  return db.select().from(outbox).where(eq(outbox.conversation, conversation)).orderBy(asc(outbox.id));
}
