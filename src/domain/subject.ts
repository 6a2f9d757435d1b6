import type { Step } from "./step.ts";
import type { Task, Thinking } from "./task.ts";

/**
 * Whether what a step leaves is evaluated by itself (product: 2.7): it may change files. A recipe's own commands are what
 * its author wrote; whom it delegates to is evaluated like anybody.
 */
export function isEvaluated({ needs, agents }: Step, { light, procedure }: Task): boolean {
  return needs.writes.length > 0 && !light && (procedure === null || agents.length > 0);
}

/** Whether a task's result is waiting for the checks: something may have been changed, and nothing failed. */
export function awaitsChecks(task: Task): boolean {
  const steps = task.plan?.steps ?? [];
  const idle = task.stage === "evaluating" && task.thinking === null && task.evaluation === null && task.verification === null;
  return (
    idle && !steps.some((step) => step.status === "failed") && steps.some((step) => step.status === "passed" && isEvaluated(step, task))
  );
}

/** Tells the checks of one attempt, or of the task's result, from the next. */
export function checksKey(task: Task, step: Step | null): string {
  const version = task.plan?.version ?? 0;
  return step ? `verify:${version}:${step.id}:${step.attempt}` : `verify:${version}:task`;
}

/** The judgement of one step as a thought. */
export function judging({ id, endedAt, attempt }: Step): Thinking {
  const fresh = { tries: 0, feedback: [], instruction: null, stale: 0, heardAt: null, notBefore: null, own: false } as const;
  return { purpose: "judge", since: endedAt ?? attempt, ...fresh, step: id };
}
