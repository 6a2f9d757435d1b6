import type { TaskId } from "../domain/id.ts";
import type { Plan } from "../domain/plan.ts";
import { isLookedAt, type Step } from "../domain/step.ts";
import { and, asc, eq, sql } from "./drizzle.ts";
import { attempts } from "./schema/traces.ts";
import { type Reader, toDate, type Writer } from "./transaction.ts";

type Ending = Exclude<typeof attempts.$inferSelect.status, "open">;

/**
 * Writes the attempts that began and ended between two states, in commit order. An attempt that is open while a new
 * version comes (a step that asks a person) goes on in it, or ends with the version that had it.
 */
export async function saveAttempts(tx: Writer, task: TaskId, before: Plan | null, plan: Plan, epoch: number, now: number): Promise<void> {
  if (before) await endAttempts(tx, before, plan, now);
  if (before && before.id !== plan.id) await moveOpen(tx, before.id, plan.id);
  for (const step of plan.steps) {
    if (
      step.status !== "running" ||
      isSameAttempt(
        step,
        before?.steps.find((one) => one.id === step.id),
      )
    )
      continue;
    const here = { task, plan: plan.id, step: step.id, attempt: step.attempt };
    await tx.insert(attempts).values({ ...here, status: "open", epoch, startedAt: toDate(now) });
  }
}

async function endAttempts(tx: Writer, before: Plan, plan: Plan, now: number): Promise<void> {
  for (const was of before.steps) {
    const step = plan.steps.find((one) => one.id === was.id);
    if (!isOpen(was) || isSameAttempt(was, step)) continue;
    const place = { plan: before.id, step: was.id, attempt: was.attempt };
    await close(tx, place, before.id === plan.id ? endingOf(was, step) : "cancelled", now);
  }
}

/** An attempt is over when it is known what came of it: what it left is evaluated first. */
function isOpen({ status }: Step): boolean {
  return status === "running" || status === "verifying" || status === "awaiting_review";
}

/** Whether an attempt that is open in one state is open in the other too, and has not begun anew in between. */
function isSameAttempt(one: Step, other: Step | undefined): boolean {
  return other !== undefined && isOpen(other) && other.attempt === one.attempt;
}

async function moveOpen(tx: Writer, from: Plan["id"], to: Plan["id"]): Promise<void> {
  await tx
    .update(attempts)
    .set({ plan: to })
    .where(and(eq(attempts.plan, from), eq(attempts.status, "open")));
}

type Place = { readonly plan: `pln_${string}`; readonly step: string; readonly attempt: number };

async function close(tx: Writer, { plan, step, attempt }: Place, status: Ending, now: number): Promise<void> {
  await tx
    .update(attempts)
    .set({ status, endedAt: toDate(now), closedSeq: sql`nextval(pg_get_serial_sequence('attempts', 'id'))` })
    .where(and(eq(attempts.plan, plan), eq(attempts.step, step), eq(attempts.attempt, attempt)));
}

/** How the attempt before this state ended. Where the next one began in the same breath, only a fault tells broken from lost. */
function endingOf(was: Step, step: Step | undefined): Ending {
  if (step && step.losses > was.losses) return "lost";
  if (hasAsked(was) && step?.status !== "cancelled") return "asked";
  // It came to its end, and what it left was not good enough: left out, or done again.
  if (isLookedAt(was) && step?.status !== "passed" && step?.status !== "cancelled") return "failed";
  switch (step?.status) {
    case "passed":
    case "failed":
    case "cancelled":
      return step.status;
    case "running":
      return step.faults > was.faults ? "broken" : "lost";
    default:
      return step?.reason === "interrupted" ? "lost" : "broken";
  }
}

/** Whether an agent asked something in this very attempt, which goes on in the next. */
function hasAsked({ status, attempt, result }: Step): boolean {
  return status === "running" && result?.asked === attempt;
}

/** Every attempt of a task in the order of their starts. */
export function listAttempts(db: Reader, task: TaskId): Promise<(typeof attempts.$inferSelect)[]> {
  return db.select().from(attempts).where(eq(attempts.task, task)).orderBy(asc(attempts.id));
}
