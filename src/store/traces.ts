import type { Usage } from "../domain/budget.ts";
import type { ActorId, TaskId } from "../domain/id.ts";
import type { Json } from "../domain/json.ts";
import { and, asc, eq } from "./drizzle.ts";
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

/** What was used, for whom; `task` is null for talk that led to none. */
export type Booking = {
  readonly task: TaskId | null;
  readonly space: string | null;
  readonly account: string;
  readonly purpose: string;
  readonly usage: Usage;
  readonly at: number;
};

/** Books what was used. */
export async function book(tx: Writer, entry: Booking): Promise<void> {
  const { usage, at, ...rest } = entry;
  const tokens = usage.promptTokens + usage.completionTokens;
  await tx.insert(ledger).values({ ...rest, costMicros: usage.costMicros, tokens, at: toDate(at) });
}

/** A remembered answer of the model to exactly this input, with what it used, or null. */
export async function recall(db: Reader, actor: ActorId, digest: string): Promise<{ readonly value: Json; readonly usage: Usage } | null> {
  const [row] = await db
    .select({ value: thoughts.value, usage: thoughts.usage })
    .from(thoughts)
    .where(and(eq(thoughts.actor, actor), eq(thoughts.digest, digest)));
  return row ?? null;
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
