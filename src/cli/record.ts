import type { App } from "../app.ts";
import type { Plan } from "../domain/plan.ts";
import type { Task } from "../domain/task.ts";
import { readAudit } from "../store/audit/trail.ts";
import { listPlans } from "../store/plans.ts";
import { readTranscript, type Turn } from "../store/transcript.ts";
import { whereaboutsOf } from "./elsewhere.ts";
import { type Told, toldOf } from "./outcome.ts";
import { waysOn } from "./way-on.ts";

/** Everything that is known of a task, cleaned and redacted. */
export type TaskRecord = {
  readonly task: Task;
  readonly plans: readonly Plan[];
  readonly transcript: readonly Turn[];
  /** Its audit, link by link. */
  readonly audit: readonly AuditLine[];
  readonly told: Told;
  readonly waysOn: readonly string[];
};

type AuditLine = Awaited<ReturnType<typeof readAudit>>[number];

/** Reads a task's record. What people and programs wrote passes the gate: it was stored as it came. */
export async function readRecord(app: App, task: Task): Promise<TaskRecord> {
  const { db } = app.database;
  const clean = <T>(value: T): T => {
    // The gate maps JSON to JSON of the same shape, text by text; a record holds nothing but JSON.
    return app.outbound.data(JSON.parse(JSON.stringify(value))) as T;
  };
  return {
    task: clean(task),
    plans: clean(await listPlans(db, task.id)),
    transcript: clean(await readTranscript(db, task.conversation)),
    audit: clean(await readAudit(db, task.id)),
    told: await toldOf(app, task),
    waysOn: waysOn(task, await whereaboutsOf(app, task.id)),
  };
}
