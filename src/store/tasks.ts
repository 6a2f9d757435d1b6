import type { Brief } from "../domain/brief.ts";
import type { Limits } from "../domain/budget.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import type { Stage, Task } from "../domain/task.ts";
import type { Evaluation } from "../domain/verdict.ts";
import { createActor } from "./actors.ts";
import { loadApprovals, loadQuestions, saveApproval, saveQuestion } from "./asks.ts";
import { saveAttempts } from "./attempts.ts";
import { and, asc, desc, eq, inArray, notInArray, or, sql } from "./drizzle.ts";
import { loadPlan, savePlan } from "./plans.ts";
import { briefs, evaluations, tasks } from "./schema/tasks.ts";
import { outbox } from "./schema/traces.ts";
import { type Reader, readAtOnce, toDate, toMs, type Writer } from "./transaction.ts";

/** Makes a task and its actor; the database gives it the next short number. */
export async function createTask(tx: Writer, task: Omit<Task, "number">): Promise<number> {
  await createActor(tx, task.id, "task");
  const [row] = await tx
    .insert(tasks)
    .values({ id: task.id, ...columnsOf(task) })
    .returning({ number: tasks.number });
  return row?.number ?? 0;
}

/** The whole aggregate as it was at one moment, or undefined. */
export function loadTask(db: Reader, id: TaskId): Promise<Task | undefined> {
  return readAtOnce(db, (tx) => readTask(tx, id));
}

async function readTask(db: Reader, id: TaskId): Promise<Task | undefined> {
  const [row] = await db.select().from(tasks).where(eq(tasks.id, id));
  if (!row) return undefined;
  const { round, clarity, proceed, costMicros, tokens, activeMs, regenerations, unmetered, createdAt, movedAt, ...rest } = row;
  const plan = await loadPlan(db, id);
  return {
    ...rest,
    allowance: row.allowance ?? row.limits,
    interview: { round, clarity, proceed, questions: await loadQuestions(db, id) },
    brief: await loadBrief(db, id),
    plan,
    approvals: await loadApprovals(db, id),
    evaluation: await loadEvaluation(db, id, plan?.version ?? 0),
    spend: { costMicros, tokens, activeMs, regenerations, unmetered },
    createdAt: toMs(createdAt),
    movedAt: toMs(movedAt),
  };
}

/** Writes what changed between two states of one task. */
export async function saveTask(tx: Writer, before: Task, task: Task, epoch: number): Promise<void> {
  // What was paid is the ledger's to write: calls settle while the task is held in memory here.
  const { costMicros: _, tokens: __, unmetered: ___, ...columns } = columnsOf(task);
  await tx.update(tasks).set(columns).where(eq(tasks.id, task.id));
  if (task.brief && task.brief !== before.brief) await saveBrief(tx, task.id, task.brief);
  if (task.plan && task.plan !== before.plan) {
    await savePlan(tx, task.id, before.plan, task.plan);
    await saveAttempts(tx, task.id, before.plan, task.plan, epoch, task.movedAt);
  }
  for (const question of task.interview.questions) {
    if (!before.interview.questions.includes(question)) await saveQuestion(tx, task.id, question);
  }
  for (const approval of task.approvals) {
    if (!before.approvals.includes(approval)) await saveApproval(tx, task.id, approval);
  }
  if (task.evaluation && task.evaluation !== before.evaluation) await saveEvaluation(tx, task, task.evaluation);
}

function columnsOf(task: Omit<Task, "number">) {
  const { conversation, parent, requester, requestedBefore, title, request, space, place, autonomy, limits, allowance } = task;
  const { stage, pauses, light, procedure, thinking, sayings, heard, repairs, generations, ending, announced, verification, best, deaths } =
    task;
  const { round, clarity, proceed } = task.interview;
  const asked = { conversation, parent, requester, requestedBefore, title, request, space, place, autonomy, limits, allowance };
  const moving = { stage, pauses, light, procedure, thinking, sayings, heard, repairs, ending, round, clarity, proceed };
  const tried = { generations, announced, verification, best, deaths };
  return { ...asked, ...moving, ...tried, ...task.spend, createdAt: toDate(task.createdAt), movedAt: toDate(task.movedAt) };
}

async function loadBrief(db: Reader, task: TaskId): Promise<Brief | null> {
  const [row] = await db.select().from(briefs).where(eq(briefs.task, task)).orderBy(desc(briefs.generation)).limit(1);
  return row ? { ...row.content, generation: row.generation, reason: row.reason } : null;
}

async function saveBrief(tx: Writer, task: TaskId, { generation, reason, ...content }: Brief): Promise<void> {
  await tx.insert(briefs).values({ task, generation, reason, content });
}

async function loadEvaluation(db: Reader, task: TaskId, version: number): Promise<Evaluation | null> {
  const here = and(eq(evaluations.task, task), eq(evaluations.version, version));
  const [row] = await db.select().from(evaluations).where(here);
  return row?.content ?? null;
}

async function saveEvaluation(tx: Writer, task: Task, content: Evaluation): Promise<void> {
  const { verdict, score } = content;
  const row = { task: task.id, version: task.plan?.version ?? 0, verdict, score, content, at: toDate(task.movedAt) };
  await tx
    .insert(evaluations)
    .values(row)
    .onConflictDoUpdate({ target: [evaluations.task, evaluations.version], set: row });
}

/** A task's limits as they are now; undefined where there is no such task. */
export async function readLimits(db: Reader, id: TaskId): Promise<Limits | undefined> {
  const [row] = await db.select({ limits: tasks.limits }).from(tasks).where(eq(tasks.id, id));
  return row?.limits;
}

/** A task as lists show it. */
export type TaskLine = {
  readonly id: TaskId;
  readonly number: number;
  readonly title: string;
  readonly stage: Stage;
  readonly createdAt: number;
};

const line = { id: tasks.id, number: tasks.number, title: tasks.title, stage: tasks.stage, createdAt: tasks.createdAt };
const endedStages: Stage[] = ["completed", "failed", "cancelled"];

/** Newest tasks first; `open` leaves out those that have ended, `untold` keeps those of them that nobody could be shown the end of. */
export async function listTasks(
  db: Reader,
  which: { readonly open: boolean; readonly most: number; readonly untold?: true },
): Promise<readonly TaskLine[]> {
  const isUntold = sql`exists (select 1 from ${outbox} where ${outbox.key} = 'result:' || ${tasks.id} and ${outbox.error} is not null)`;
  const isOpen = notInArray(tasks.stage, endedStages);
  const where = which.open ? (which.untold ? or(isOpen, isUntold) : isOpen) : undefined;
  const rows = await db.select(line).from(tasks).where(where).orderBy(desc(tasks.number)).limit(which.most);
  return rows.map((row) => ({ ...row, createdAt: toMs(row.createdAt) }));
}

/** The task with a short number, or null. */
export async function findTaskByNumber(db: Reader, number: number): Promise<TaskId | null> {
  const [row] = await db.select({ id: tasks.id }).from(tasks).where(eq(tasks.number, number));
  return row?.id ?? null;
}

/** Who asked for a task, and where. */
export async function whoAsked(db: Reader, id: TaskId): Promise<Pick<Task, "requester" | "conversation"> | undefined> {
  const [row] = await db.select({ requester: tasks.requester, conversation: tasks.conversation }).from(tasks).where(eq(tasks.id, id));
  return row;
}

/** Tasks of a conversation, oldest first. */
export async function tasksOfConversation(db: Reader, conversation: ConversationId): Promise<readonly TaskId[]> {
  const rows = await db.select({ id: tasks.id }).from(tasks).where(eq(tasks.conversation, conversation)).orderBy(asc(tasks.number));
  return rows.map((row) => row.id);
}

/** What was asked for by the task of a conversation that ended under a number, or, without one, by the last that ended. */
export async function findEnded(
  db: Reader,
  conversation: ConversationId,
  number: number | null,
): Promise<{ readonly id: TaskId; readonly request: string } | null> {
  const isMeant = number === null ? undefined : eq(tasks.number, number);
  const [row] = await db
    .select({ id: tasks.id, request: tasks.request })
    .from(tasks)
    .where(and(eq(tasks.conversation, conversation), inArray(tasks.stage, endedStages), isMeant))
    .orderBy(desc(tasks.number))
    .limit(1);
  return row ?? null;
}
