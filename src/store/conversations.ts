import type { Address, Conversation, ConversationEvent, Setting } from "../domain/conversation.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import type { Principal } from "../domain/principal.ts";
import type { Stage } from "../domain/task.ts";
import { createActor, removeActor } from "./actors.ts";
import { and, asc, desc, eq, isNotNull, max, notInArray, or, sql } from "./drizzle.ts";
import { hasUnread } from "./inbox.ts";
import { conversations, inbox } from "./schema/actors.ts";
import { approvals, questions } from "./schema/asks.ts";
import { tasks } from "./schema/tasks.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

const isOpenTask = notInArray(tasks.stage, ["completed", "failed", "cancelled"]);

/** The conversation at an address, made with this id and setting when it is new. */
export async function openConversation(
  tx: Writer,
  id: ConversationId,
  address: Address,
  setting: Setting,
  now: number,
): Promise<ConversationId> {
  const known = await findConversation(tx, address);
  if (known) return known;
  await createActor(tx, id, "conversation");
  const made = await tx
    .insert(conversations)
    .values({ id, ...address, setting, triaging: null, createdAt: toDate(now) })
    .onConflictDoNothing()
    .returning({ id: conversations.id });
  if (made.length > 0) return id;
  // Somebody else made it at the same moment: an actor without a conversation would need an owner for ever.
  await removeActor(tx, id);
  return (await findConversation(tx, address)) ?? id;
}

/** The conversation at an address, or null. */
export async function findConversation(db: Reader, { channel, workspace, room, thread }: Address): Promise<ConversationId | null> {
  const here = and(
    eq(conversations.channel, channel),
    eq(conversations.workspace, workspace),
    eq(conversations.room, room),
    eq(conversations.thread, thread),
  );
  const [row] = await db.select({ id: conversations.id }).from(conversations).where(here);
  return row?.id ?? null;
}

/** A conversation with its open tasks; undefined when there is none. */
export async function loadConversation(db: Reader, id: ConversationId): Promise<Conversation | undefined> {
  const [row] = await db.select().from(conversations).where(eq(conversations.id, id));
  if (!row) return undefined;
  const { channel, workspace, room, thread, setting, triaging } = row;
  const open = await db
    .select({
      id: tasks.id,
      number: tasks.number,
      title: tasks.title,
      stage: tasks.stage,
      pauses: tasks.pauses,
      requester: tasks.requester,
    })
    .from(tasks)
    .where(and(eq(tasks.conversation, id), isOpenTask))
    .orderBy(asc(tasks.number));
  return { id, address: { channel, workspace, room, thread }, setting, triaging, open };
}

/** In which workspace of a channel a task is talked about; null: nowhere there. */
export async function workspaceOfTask(db: Reader, task: TaskId, channel: Address["channel"]): Promise<string | null> {
  const [row] = await db
    .select({ workspace: conversations.workspace })
    .from(tasks)
    .innerJoin(conversations, eq(conversations.id, tasks.conversation))
    .where(and(eq(tasks.id, task), eq(conversations.channel, channel)));
  return row?.workspace ?? null;
}

/** A channel, or one of its rooms. */
type Where = Pick<Address, "channel"> & { readonly workspace?: string | undefined; readonly room?: string | undefined };

function isIn({ channel, workspace, room }: Where) {
  return and(
    eq(conversations.channel, channel),
    workspace === undefined ? undefined : eq(conversations.workspace, workspace),
    room === undefined ? undefined : eq(conversations.room, room),
  );
}

/** Where tasks are open, or a message is being read or waits for that; the newest first. */
export async function listAttended(db: Reader, where: Where): Promise<readonly Address[]> {
  const { workspace, room, thread, triaging, id } = conversations;
  const isOpen = sql`exists (select 1 from ${tasks} where ${tasks.conversation} = ${id} and ${isOpenTask})`;
  const isUnread = sql`exists (select 1 from ${inbox} where ${inbox.actor} = ${id} and ${inbox.processedAt} is null)`;
  const rows = await db
    .select({ workspace, room, thread })
    .from(conversations)
    .where(and(isIn(where), or(isNotNull(triaging), isOpen, isUnread)))
    .orderBy(desc(id));
  return rows.map((row) => ({ channel: where.channel, ...row }));
}

/** Where on a channel somebody talked with us, the latest first. */
export async function listRooms(
  db: Reader,
  channel: Address["channel"],
  most: number,
): Promise<readonly Pick<Address, "workspace" | "room">[]> {
  const { workspace, room, createdAt } = conversations;
  return db
    .select({ workspace, room })
    .from(conversations)
    .where(isIn({ channel }))
    .groupBy(workspace, room)
    .orderBy(desc(max(createdAt)))
    .limit(most);
}

/**
 * Who said the message with this key, where the newest open task of a conversation began with it, or what is being read there: it
 * came before that task, and after all others.
 */
export async function beganBy(db: Reader, id: ConversationId, key: string): Promise<Principal | null> {
  const [row] = await db.execute<{ begins: boolean; event: ConversationEvent }>(sql`
    select ${inbox.event} as event, coalesce(${inbox.receivedAt} <= newest.created_at, true) and not exists (
      select 1 from ${tasks} other where other.conversation = ${id} and other.id is distinct from newest.id and other.created_at > ${inbox.receivedAt}
    ) as begins
    from ${inbox} left join lateral (
      select id, created_at from ${tasks} where conversation = ${id} and ${isOpenTask} order by number desc limit 1
    ) newest on true
    where ${inbox.actor} = ${id} and ${inbox.dedupeKey} = ${key}`);
  return row?.begins === true && row.event.type === "message" ? row.event.by : null;
}

/** Tasks that are open in a room, oldest first; `by`: only those of this account. */
export async function listOpenTasks(db: Reader, where: Where, by?: Pick<Principal, "channel" | "id">) {
  const { workspace, room, thread } = conversations;
  const waits = sql<boolean>`exists (select 1 from ${questions} where ${questions.task} = ${tasks.id} and ${questions.answer} is null and ${questions.offer} is null)`;
  const decides = sql<boolean>`exists (select 1 from ${approvals} where ${approvals.task} = ${tasks.id} and ${approvals.status} = 'open')`;
  const isOf = by && sql`${tasks.requester} @> ${JSON.stringify({ channel: by.channel, id: by.id })}::jsonb`;
  const rows = await db
    .select({
      id: tasks.id,
      number: tasks.number,
      title: tasks.title,
      stage: tasks.stage,
      pauses: tasks.pauses,
      workspace,
      room,
      thread,
      asks: waits,
      decides,
    })
    .from(tasks)
    .innerJoin(conversations, eq(conversations.id, tasks.conversation))
    .where(and(isIn(where), isOpenTask, isOf))
    .orderBy(asc(tasks.number));
  return rows.map(({ workspace, room, thread, ...task }) => ({ ...task, address: { channel: where.channel, workspace, room, thread } }));
}

/** The room a conversation is in, told apart from those of other channels and workspaces. */
export async function roomOf(db: Reader, id: ConversationId): Promise<string> {
  const { channel, workspace, room } = conversations;
  const [row] = await db.select({ channel, workspace, room }).from(conversations).where(eq(conversations.id, id));
  return row ? `${row.channel}/${row.workspace}/${row.room}` : "";
}

/** Writes what of a conversation moves. */
export async function saveConversation(tx: Writer, { id, triaging }: Conversation): Promise<void> {
  await tx.update(conversations).set({ triaging }).where(eq(conversations.id, id));
}

/** How the newest task of a conversation ended, and since when it is quiet there, in milliseconds since the epoch. */
export type Rest = { readonly stage: Stage; readonly createdAt: number; readonly movedAt: number };

/** Null: something goes on in the conversation, nothing ever did, or nobody knows it. */
export async function restOf(db: Reader, id: ConversationId): Promise<Rest | null> {
  const conversation = await loadConversation(db, id);
  if (!conversation || conversation.triaging !== null || conversation.open.length > 0 || (await hasUnread(db, id))) return null;
  const { stage, createdAt, movedAt, number } = tasks;
  const newest = db.select({ stage, createdAt, movedAt }).from(tasks).where(eq(tasks.conversation, id)).orderBy(desc(number)).limit(1);
  const [row] = await newest;
  return row ? { stage: row.stage, createdAt: row.createdAt.getTime(), movedAt: row.movedAt.getTime() } : null;
}
