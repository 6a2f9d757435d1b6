import type { StepSpec } from "./step.ts";
import type { Place, Task } from "./task.ts";

/** A view is the real directory and stays as it is: a plan that writes works in a copy of it, as long as nothing has begun. */
export function placeFor(task: Task, steps: readonly StepSpec[]): Place {
  const { place } = task;
  return place.kind === "view" && !hasBegun(task) && steps.some(writes) ? { ...place, kind: "copy" } : place;
}

/** What a change of the plan may not bring: writing, where work has begun in the real directory (product: workspace). */
export function viewErrors(task: Task, steps: readonly StepSpec[]): readonly string[] {
  if (task.place.kind !== "view" || !hasBegun(task)) return [];
  return steps
    .filter(writes)
    .map(
      ({ id, needs }) =>
        `step "${id}" would write ${needs.writes.join(", ")}, but this task has begun in the real directory, which stays as it is; leave the writing out, or let a notify say that it has to be asked for again in a copy or a worktree.`,
    );
}

function writes({ needs }: StepSpec): boolean {
  return needs.writes.length > 0;
}

/** A later version of the plan does not know what ran in an earlier one. */
function hasBegun({ place, plan }: Task): boolean {
  return place.begun === true || (plan?.steps.some((step) => step.attempt > 0) ?? false);
}
