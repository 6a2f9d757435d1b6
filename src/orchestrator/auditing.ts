import { type AuditNote, governingState } from "../domain/audit.ts";
import type { TaskEvent } from "../domain/event.ts";
import { accountOf } from "../domain/principal.ts";
import type { TaskRecord } from "../domain/record.ts";
import type { Task } from "../domain/task.ts";
import type { Lease } from "../store/actors.ts";
import { addAudit } from "../store/audit/trail.ts";
import type { Writer } from "../store/transaction.ts";
import type { Engine } from "./engine.ts";

/** One event of a task with what it left: the same task where it was refused. */
type Told = { readonly before: Task; readonly after: Task; readonly event: TaskEvent; readonly notes: readonly AuditNote[] };

/**
 * Writes into the task's chain what an event left. Whatever moves what governs the task is an entry, even where the heart has
 * nothing to tell: so a task that is not as its last entry left it was changed by somebody else.
 */
export async function auditEvent(tx: Writer, { audit, outbound }: Engine, told: Told, { epoch }: Lease, at: number): Promise<void> {
  const { before, after, event, notes } = told;
  const states = { before: governingState(before, audit.seals), after: governingState(after, audit.seals) };
  const silent = notes.length === 0 && states.before !== states.after;
  const entries = silent ? [{ action: "moved", by: whoMoved(event), detail: { event: event.type } }] : notes;
  const cleaned = entries.map((note) => ({ ...note, detail: outbound.data(note.detail) }));
  await addAudit(tx, audit, { task: after.id, epoch, at, ...states }, cleaned);
}

/** The notes among what a transition left. */
export function notesOf(records: readonly TaskRecord[]): readonly AuditNote[] {
  return records.flatMap((record) => (record.type === "audit" ? [record] : [])).map(({ action, by, detail }) => ({ action, by, detail }));
}

/** The account an event comes from; null: the world, or the clock. */
export function whoMoved(event: TaskEvent): string | null {
  return "by" in event && event.by ? accountOf(event.by) : null;
}
