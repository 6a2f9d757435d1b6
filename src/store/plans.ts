import type { TaskId } from "../domain/id.ts";
import { type Plan, specOf } from "../domain/plan.ts";
import type { Step } from "../domain/step.ts";
import { and, asc, desc, eq } from "./drizzle.ts";
import { plans, steps } from "./schema/tasks.ts";
import { type Reader, toDate, toMs, type Writer } from "./transaction.ts";

/** The newest version of a task's plan, or null. */
export async function loadPlan(db: Reader, task: TaskId): Promise<Plan | null> {
  const [row] = await db.select().from(plans).where(eq(plans.task, task)).orderBy(desc(plans.version)).limit(1);
  return row ? withSteps(db, row) : null;
}

/** Every version of a task's plan, oldest first. */
export async function listPlans(db: Reader, task: TaskId): Promise<readonly Plan[]> {
  const rows = await db.select().from(plans).where(eq(plans.task, task)).orderBy(asc(plans.version));
  return Promise.all(rows.map((row) => withSteps(db, row)));
}

async function withSteps(db: Reader, { task: _, ...plan }: typeof plans.$inferSelect): Promise<Plan> {
  const nodes = await db.select().from(steps).where(eq(steps.plan, plan.id)).orderBy(asc(steps.position));
  return { ...plan, steps: nodes.map(readStep) };
}

function readStep(row: typeof steps.$inferSelect): Step {
  const { status, attempt, faults, losses, allowedBy, tried, reworks, instructions, verification, evaluation, result, reason } = row;
  const times = { startedAt: toMs(row.startedAt), endedAt: toMs(row.endedAt), notBefore: toMs(row.notBefore) };
  const tries = { faults, losses, tried, reworks, instructions, verification, evaluation };
  return { ...row.spec, status, attempt, ...tries, allowedBy, result, reason, ...times };
}

/** Writes a plan: all of a new version, else only what moved since `before`. */
export async function savePlan(tx: Writer, task: TaskId, before: Plan | null, plan: Plan): Promise<void> {
  if (before?.id !== plan.id) return insertPlan(tx, task, plan);
  const { approvedBy, approval } = plan;
  if (before.approvedBy !== approvedBy || before.approval !== approval)
    await tx.update(plans).set({ approvedBy, approval }).where(eq(plans.id, plan.id));
  for (const step of plan.steps) {
    if (before.steps.includes(step)) continue;
    await tx
      .update(steps)
      .set(progressRow(step))
      .where(and(eq(steps.plan, plan.id), eq(steps.id, step.id)));
  }
}

async function insertPlan(tx: Writer, task: TaskId, { steps: nodes, ...plan }: Plan): Promise<void> {
  await tx.insert(plans).values({ ...plan, task });
  const rows = nodes.map((step, position) => ({ plan: plan.id, id: step.id, position, spec: specOf(step), ...progressRow(step) }));
  if (rows.length > 0) await tx.insert(steps).values(rows);
}

function progressRow(step: Step) {
  const { status, attempt, faults, losses, allowedBy, tried, reworks, instructions, verification, evaluation, result, reason } = step;
  const times = { startedAt: toDate(step.startedAt), endedAt: toDate(step.endedAt), notBefore: toDate(step.notBefore) };
  const tries = { faults, losses, tried, reworks, instructions, verification, evaluation };
  return { status, attempt, ...tries, allowedBy, result, reason, ...times };
}
