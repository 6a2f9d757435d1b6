import { and, asc, eq } from "drizzle-orm";
import type { Usage } from "../domain/budget.ts";
import type { ActorId, TaskId } from "../domain/id.ts";
import type { Json } from "../domain/json.ts";
import type { Task } from "../domain/task.ts";
import { audit, ledger, thoughts } from "./schema/traces.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

export type AuditEntry = { readonly action: string; readonly by: string | null; readonly detail: Json };

/** Adds to a task's audit; nothing ever changes or removes an entry. */
export async function addAudit(tx: Writer, task: TaskId, entry: AuditEntry, epoch: number, at: number): Promise<void> {
  await tx.insert(audit).values({ task, ...entry, epoch, at: toDate(at) });
}

/** A task's audit in commit order. */
export function readAudit(db: Reader, task: TaskId): Promise<(typeof audit.$inferSelect)[]> {
  return db.select().from(audit).where(eq(audit.task, task)).orderBy(asc(audit.id));
}

/** Books what was used for a task. */
export async function book(tx: Writer, task: Task, purpose: string, usage: Usage): Promise<void> {
  const account = `${task.requester.channel}:${task.requester.id}`;
  const tokens = usage.promptTokens + usage.completionTokens;
  await tx
    .insert(ledger)
    .values({ task: task.id, space: task.space, account, purpose, costMicros: usage.costMicros, tokens, at: toDate(task.movedAt) });
}

/** A remembered answer of the model to exactly this input, or null. */
export async function recall(db: Reader, actor: ActorId, digest: string): Promise<Json | null> {
  const [row] = await db
    .select({ value: thoughts.value })
    .from(thoughts)
    .where(and(eq(thoughts.actor, actor), eq(thoughts.digest, digest)));
  return row?.value ?? null;
}

export type RememberedThought = {
  readonly digest: string;
  readonly purpose: string;
  readonly value: Json;
  readonly usage: Usage;
  readonly at: number;
};

/** Remembers an answer, so that a crash between it and its commit does not pay twice. */
export async function remember(db: Reader, actor: ActorId, { at, ...thought }: RememberedThought): Promise<void> {
  await db
    .insert(thoughts)
    .values({ actor, ...thought, at: toDate(at) })
    .onConflictDoNothing();
}
