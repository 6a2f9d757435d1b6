import { changedSince } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { lapsedRight } from "./lapse.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";
import { compareTiers } from "./tier.ts";
import { digestOfPlan } from "./versions.ts";

/**
 * Why a step may not run, or null: asked by the executor itself right before it touches the world, whatever led there
 * (product: 2.4). The plan must be the very one that was approved, the approval must still hold, and what has to be
 * confirmed step by step must have been.
 */
export function refusePermission(task: Task, step: Step, context: Context): string | null {
  const { plan } = task;
  if (!plan || plan.approvedBy === null) return "its plan is not approved";
  const lapsed = lapsedRight(task, step, context);
  if (lapsed !== null) return lapsed;
  if (digestOfPlan(plan.steps, task, context) !== plan.digest) return "its plan is not the one that was approved: the digest differs";
  if (plan.approval !== null && !isApproved(task, plan.approval)) return "the approval of its plan does not hold";
  if (compareTiers(step.tier, "external") >= 0 && step.allowedBy === null) return `it is ${step.tier} and nobody confirmed it`;
  if (step.allowedBy?.startsWith("apr_") && !isConfirmed(task, step)) return "its confirmation does not hold";
  return changedSince(task, step, context);
}

function isApproved(task: Task, id: string): boolean {
  return task.approvals.some((one) => one.id === id && one.status === "approved" && one.subject.kind === "plan");
}

/** A confirmation is of exactly this step; that it is of what would run now is looked at apart. */
function isConfirmed(task: Task, step: Step): boolean {
  const approval = task.approvals.find((one) => one.id === step.allowedBy);
  return approval?.status === "approved" && approval.subject.kind === "step" && approval.subject.step === step.id;
}
