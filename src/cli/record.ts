import type { App } from "../app.ts";
import type { Plan } from "../domain/plan.ts";
import type { Task } from "../domain/task.ts";
import { readAudit } from "../store/audit/trail.ts";
import { listPlans } from "../store/plans.ts";
import { readTranscript, type Turn } from "../store/transcript.ts";
import { whereaboutsOf } from "./elsewhere.ts";
import { type Told, toldOf } from "./outcome.ts";
import { undeliveredOf } from "./undelivered.ts";
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
  /** Why messages of it reached nobody. */
  readonly undelivered: readonly string[];
};

type AuditLine = Awaited<ReturnType<typeof readAudit>>[number];

/** Reads a task's record. What people and programs wrote passes the gate: it was stored as it came. */
export async function readRecord(app: App, task: Task): Promise<TaskRecord> {
  const { db } = app.database;
  return {
    task: app.outbound.data(task),
    plans: app.outbound.data(await listPlans(db, task.id)),
    transcript: app.outbound.data(await readTranscript(db, task.conversation)),
    audit: app.outbound.data(await readAudit(db, task.id)),
    told: await toldOf(app, task),
    waysOn: waysOn(task, await whereaboutsOf(app, task.id)),
    undelivered: await undeliveredOf(app, task.id),
  };
}
