import type { Approval } from "./approval.ts";
import type { Context } from "./context.ts";
import { lapsedGrant } from "./standing.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";
import { standingOf } from "./vote.ts";

/**
 * Why what lets a step start does not hold any more, or null: every voter's right is checked again when the step starts,
 * with the groups of now, and so is the standing approval it starts by (product: 2.4). A confirmation of exactly this step
 * stands in for the plan's; what a rule allowed is not anybody's vote.
 */
export function lapsedRight(task: Task, step: Step, context: Context): string | null {
  return lapsedGrant(step, task, context) ?? lapsedVotes(task, step, context);
}

function lapsedVotes(task: Task, step: Step, rules: Context): string | null {
  const approval = approvalOf(task, step);
  if (!approval) return null;
  const { lapsed, holding, missing } = standingOf(approval, task, rules);
  if (missing === 0) return null;
  if (lapsed.length > 0) return `approved by ${lapsed.map((one) => one.name).join(", ")}, who may not approve this any more`;
  return `approved by ${holding.map((one) => one.name).join(", ")}, and ${missing} more must now`;
}

function approvalOf(task: Task, step: Step): Approval | undefined {
  const own = task.approvals.find((one) => one.id === step.allowedBy);
  return own ?? task.approvals.find((one) => one.id === task.plan?.approval);
}
