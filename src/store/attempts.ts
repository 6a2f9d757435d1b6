import { and, asc, eq, sql } from "drizzle-orm";
import type { TaskId } from "../domain/id.ts";
import type { Plan } from "../domain/plan.ts";
import type { Step } from "../domain/step.ts";
import { attempts } from "./schema/traces.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

type Ending = Exclude<typeof attempts.$inferSelect.status, "open">;

/** Writes the attempts that began and ended between two states of one plan version, in commit order. */
export async function saveAttempts(tx: Writer, task: TaskId, before: Plan | null, plan: Plan, epoch: number, now: number): Promise<void> {
  for (const step of plan.steps) {
    const was = before?.id === plan.id ? before.steps.find((one) => one.id === step.id) : undefined;
    if (was === step) continue;
    const here = { task, plan: plan.id, step: step.id, attempt: step.attempt };
    if (was?.status === "running" && (step.status !== "running" || step.attempt !== was.attempt)) {
      await close(tx, { ...here, attempt: was.attempt }, endingOf(step), now);
    }
    if (step.status === "running" && was?.attempt !== step.attempt) {
      await tx.insert(attempts).values({ ...here, status: "open", epoch, startedAt: toDate(now) });
    }
  }
}

type Place = { readonly plan: `pln_${string}`; readonly step: string; readonly attempt: number };

async function close(tx: Writer, { plan, step, attempt }: Place, status: Ending, now: number): Promise<void> {
  await tx
    .update(attempts)
    .set({ status, endedAt: toDate(now), closedSeq: sql`nextval(pg_get_serial_sequence('attempts', 'id'))` })
    .where(and(eq(attempts.plan, plan), eq(attempts.step, step), eq(attempts.attempt, attempt)));
}

/** How the attempt before this state ended. */
function endingOf(step: Step): Ending {
  switch (step.status) {
    case "passed":
    case "failed":
    case "cancelled":
      return step.status;
    default:
      return step.reason === "interrupted" ? "lost" : "broken";
  }
}

/** Every attempt of a task in the order of their starts. */
export function listAttempts(db: Reader, task: TaskId): Promise<(typeof attempts.$inferSelect)[]> {
  return db.select().from(attempts).where(eq(attempts.task, task)).orderBy(asc(attempts.id));
}
