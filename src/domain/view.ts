import type { StepSpec } from "./step.ts";
import type { Place, Task } from "./task.ts";

/** A view is the real directory and stays as it is: a plan that writes works in a copy of it, as long as nothing has begun. */
export function placeFor({ place, plan }: Task, steps: readonly StepSpec[]): Place {
  return place.kind === "view" && !hasBegun(plan?.steps) && steps.some(writes) ? { ...place, kind: "copy" } : place;
}

/** What a change of the plan may not bring: writing, where work has begun in the real directory (product: workspace). */
export function viewErrors({ place, plan }: Task, steps: readonly StepSpec[]): readonly string[] {
  if (place.kind !== "view" || !hasBegun(plan?.steps)) return [];
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

function hasBegun(steps: readonly { readonly attempt: number }[] = []): boolean {
  return steps.some((step) => step.attempt > 0);
}
