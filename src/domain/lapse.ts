import type { Approval } from "./approval.ts";
import type { Rules } from "./authority.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";
import { standingOf } from "./vote.ts";

/**
 * Why the approval that lets a step start does not hold any more, or null: every voter's right is checked again when the
 * step starts, with the groups of now (product: 2.4). A confirmation of exactly this step stands in for the plan's; what a
 * rule or a grant allowed is not anybody's vote.
 */
export function lapsedRight(task: Task, step: Step, rules: Rules): string | null {
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
