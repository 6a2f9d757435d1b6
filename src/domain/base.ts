import { isAsking, stepOf, withStep } from "./advance.ts";
import { askedAnew } from "./confirmation.ts";
import type { Context } from "./context.ts";
import type { TaskEvent } from "./event.ts";
import { audit, moved, type Outcome } from "./record.ts";
import { isSettled, type Step } from "./step.ts";
import type { Task } from "./task.ts";
import { digestOfPlan, nextPlan } from "./versions.ts";

/**
 * Whether a task's workspace begins from another commit than its plan was made for (product: 2.3). A workspace keeps the
 * commit it was prepared from, so this can only be before the first step left anything.
 */
export function hasMoved({ place, plan }: Pick<Task, "place" | "plan">, base: string | null): boolean {
  return place.base !== null && place.base !== base && plan?.steps.every((step) => step.result === null) === true;
}

/**
 * The base moved while the plan waited: a person approved another one, and nothing has run of it. It is a new version that
 * is asked about again; what a rule had let run, runs on.
 */
export function takeMovedBase(task: Task, event: Extract<TaskEvent, { type: "moved" }>, context: Context): Outcome {
  const { plan } = task;
  const step = stepOf(task, event.step);
  if (!plan || step?.status !== "running" || !hasMoved(task, event.base)) return forgetAttempt(task, event);
  const reason = `the base moved from ${short(task.place.base)} to ${short(event.base)} while waiting`;
  const placed: Task = { ...task, place: { ...task.place, base: event.base } };
  const steps = plan.steps.map((one) => askedAnew(isAsking(one, task) ? one : notBegun(one)));
  const next = { ...nextPlan(placed, steps, reason, context), approvedBy: plan.approval === null ? plan.approvedBy : null };
  return moved({ ...placed, stage: "awaiting_approval", plan: next }, audit("base.moved", null, { from: task.place.base, to: event.base }));
}

/** An attempt that found the base moved where nothing is approved anyway: it never began. */
export function forgetAttempt(task: Task, { step: id, attempt }: Extract<TaskEvent, { type: "moved" }>): Outcome {
  const step = stepOf(task, id);
  return moved(step?.attempt === attempt ? withStep(task, notBegun(step)) : task);
}

/** The plan of a task whose rules are not those it was approved under, as a new version; null while they are. What runs goes on. */
export function underOtherRules(task: Task, context: Context): Task | null {
  const { plan } = task;
  if (!plan || plan.steps.every((step) => isSettled(step.status)) || digestOfPlan(plan.steps, task, context) === plan.digest) return null;
  const next = nextPlan(task, plan.steps.map(askedAnew), `the rules changed since v${plan.version}`, context);
  return { ...task, stage: "awaiting_approval", plan: next };
}

/** All that ran for a moment was looking at the workspace. A confirmation is of the version before. */
function notBegun(step: Step): Step {
  return step.status === "running" ? { ...step, status: "pending", allowedBy: null, startedAt: null } : step;
}

function short(commit: string | null): string {
  return commit === null ? "no commit" : commit.slice(0, 7);
}
