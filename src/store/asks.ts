import type { Approval } from "../domain/approval.ts";
import type { ApprovalId, ConversationId, TaskId } from "../domain/id.ts";
import type { Question } from "../domain/interview.ts";
import { accountOf, type Channel } from "../domain/principal.ts";
import type { Stage } from "../domain/task.ts";
import { and, asc, eq, inArray, isNull, like, notInArray } from "./drizzle.ts";
import { conversations } from "./schema/actors.ts";
import { approvals, questions, votes } from "./schema/asks.ts";
import { tasks } from "./schema/tasks.ts";
import { type Reader, toDate, toMs, type Writer } from "./transaction.ts";

/** A task's questions, in the order they were asked. */
export async function loadQuestions(db: Reader, task: TaskId): Promise<readonly Question[]> {
  const rows = await db.select().from(questions).where(eq(questions.task, task)).orderBy(asc(questions.askedAt), asc(questions.id));
  return rows.map(({ task: _, ...row }) => ({ ...row, askedAt: toMs(row.askedAt), expiresAt: toMs(row.expiresAt) }));
}

/** Writes one question, new or changed. */
export async function saveQuestion(tx: Writer, task: TaskId, question: Question): Promise<void> {
  const row = { ...question, task, askedAt: toDate(question.askedAt), expiresAt: toDate(question.expiresAt) };
  await tx.insert(questions).values(row).onConflictDoUpdate({ target: questions.id, set: row });
}

/** A task's approvals with their votes, oldest first. */
export async function loadApprovals(db: Reader, task: TaskId): Promise<readonly Approval[]> {
  const rows = await db.select().from(approvals).where(eq(approvals.task, task)).orderBy(asc(approvals.openedAt), asc(approvals.id));
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const cast = await db.select().from(votes).where(inArray(votes.approval, ids)).orderBy(asc(votes.at));
  return rows.map(({ task: _, ...row }) => ({
    ...row,
    openedAt: toMs(row.openedAt),
    expiresAt: toMs(row.expiresAt),
    votes: cast
      .filter((vote) => vote.approval === row.id)
      .map(({ approval: __, account: ___, ...vote }) => ({ ...vote, at: toMs(vote.at) })),
  }));
}

/** Writes one approval, new or changed, with its votes. */
export async function saveApproval(tx: Writer, task: TaskId, approval: Approval): Promise<void> {
  const { votes: cast, ...rest } = approval;
  const row = { ...rest, task, openedAt: toDate(rest.openedAt), expiresAt: toDate(rest.expiresAt) };
  await tx.insert(approvals).values(row).onConflictDoUpdate({ target: approvals.id, set: row });
  // A vote from another account of the same person takes its place; one that was taken back is gone.
  const accounts = cast.map((vote) => accountOf(vote.by));
  await tx.delete(votes).where(and(eq(votes.approval, approval.id), notInArray(votes.account, accounts)));
  for (const vote of cast) {
    const voted = { ...vote, account: accountOf(vote.by), approval: approval.id, at: toDate(vote.at) };
    await tx
      .insert(votes)
      .values(voted)
      .onConflictDoUpdate({ target: [votes.approval, votes.account], set: voted });
  }
}

/** Everything that waits for a decision. */
export async function listOpenApprovals(db: Reader): Promise<readonly ApprovalId[]> {
  const rows = await db.select({ id: approvals.id }).from(approvals).where(eq(approvals.status, "open"));
  return rows.map(({ id }) => id);
}

/** Whether something is asked in a conversation: what is said there now may be the answer. */
export async function isAsked(db: Reader, conversation: ConversationId): Promise<boolean> {
  const [row] = await db
    .select({ id: questions.id })
    .from(questions)
    .innerJoin(tasks, eq(tasks.id, questions.task))
    .where(and(eq(tasks.conversation, conversation), isNull(questions.answer)))
    .limit(1);
  return row !== undefined;
}

/** The task an approval belongs to, or null. */
export async function taskOfApproval(db: Reader, id: ApprovalId): Promise<TaskId | null> {
  const [row] = await db.select({ task: approvals.task }).from(approvals).where(eq(approvals.id, id));
  return row?.task ?? null;
}

/** Only the votes in one task, in those of one conversation, or in those at one stage. */
type Within = { readonly task: TaskId } | { readonly conversation: ConversationId } | { readonly stage: Stage };

/**
 * Accounts of a channel whose votes count in tasks that are open, by the platform's ids, each with the channel's workspaces in which
 * those tasks are talked about.
 */
export async function listVoters(
  db: Reader,
  channel: Channel,
  within: Within | null = null,
): Promise<readonly { readonly id: string; readonly workspaces: readonly string[] }[]> {
  const rows = await db
    .selectDistinct({ account: votes.account, workspace: conversations.workspace, channel: conversations.channel })
    .from(votes)
    .innerJoin(approvals, eq(approvals.id, votes.approval))
    .innerJoin(tasks, eq(tasks.id, approvals.task))
    .innerJoin(conversations, eq(conversations.id, tasks.conversation))
    .where(and(like(votes.account, `${channel}:%`), notInArray(tasks.stage, ["completed", "failed", "cancelled"]), isWithin(within)));
  return [...Map.groupBy(rows, ({ account }) => account)].map(([account, theirs]) => ({
    id: account.slice(channel.length + 1),
    workspaces: theirs.flatMap((one) => (one.channel === channel ? one.workspace : [])),
  }));
}

function isWithin(within: Within | null) {
  if (within === null) return undefined;
  if ("stage" in within) return eq(tasks.stage, within.stage);
  return "task" in within ? eq(tasks.id, within.task) : eq(tasks.conversation, within.conversation);
}
