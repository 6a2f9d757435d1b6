import type { Context } from "./context.ts";
import { exactOf } from "./exact-input.ts";
import { type Opened, openApproval } from "./opening.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";

/**
 * Asks about one step as it will really run. `why` is said in front (it was interrupted), or in brackets behind (what
 * allowed it before does not any more).
 */
export function askAboutStep(
  task: Task,
  step: Step,
  why: { readonly lead?: string; readonly lapsed?: string | null },
  context: Context,
): Opened {
  const { words, digest } = exactOf(task, step, context);
  const title = `${why.lead ?? step.title} — ${words}${why.lapsed ? ` (${why.lapsed})` : ""}`;
  return openApproval(task, { kind: "step", step: step.id }, title, step.tier, context, digest);
}

/** Why the confirmation of a step is not of what it would run now, or null. A grant is of a shape, not of one run. */
export function changedSince(task: Task, step: Step, context: Pick<Context, "kinds" | "digest">): string | null {
  const approval = task.approvals.find((one) => one.id === step.allowedBy);
  if (approval?.subject.kind !== "step" || approval.digest === exactOf(task, step, context).digest) return null;
  return "what it would run has changed since it was approved";
}

/** A step whose confirmation was open belongs to the version it was asked in: the next one asks again. */
export function askedAnew(step: Step): Step {
  return step.status === "awaiting_confirmation" ? { ...step, status: "pending", allowedBy: null } : step;
}
