import { dependentsOf, sinksOf } from "./dag.ts";
import { isSettled, type Step, type StepSpec, untouched } from "./step.ts";

/** A repair that passed validation, with the steps it replaces. */
export type Repair = { readonly steps: readonly StepSpec[]; readonly replaces: readonly string[] };

/**
 * Splices a repair into the running DAG (product: 2.5): replaced steps are `superseded`; whoever waited for them waits
 * for the ends of the repair; dependents that were skipped are revived. What passed stays passed.
 */
export function spliceRepair(steps: readonly Step[], repair: Repair): readonly Step[] {
  const replaced = new Set(repair.replaces);
  const sinks = sinksOf(repair.steps);
  const revived = dependentsOf(steps, repair.replaces);
  const kept = steps.map((step): Step => {
    if (replaced.has(step.id)) return { ...step, status: "superseded", reason: "replaced by a repair" };
    const dependsOn = [...new Set(step.dependsOn.flatMap((id) => (replaced.has(id) ? sinks : [id])))];
    const back = revived.has(step.id) && step.status === "skipped";
    return back ? { ...step, ...untouched, attempt: step.attempt, dependsOn } : { ...step, dependsOn };
  });
  const added = repair.steps.map((step): Step => ({ ...step, ...untouched }));
  return [...kept, ...added];
}

/** Ids a repair may not take, made free by a suffix; references inside the repair follow. */
export function renameTaken(steps: readonly StepSpec[], taken: ReadonlySet<string>, suffix: string): readonly StepSpec[] {
  const used = new Set([...taken, ...steps.map((step) => step.id)]);
  const freed = (id: string): string => (used.has(`${id}-${suffix}`) ? freed(`${id}-${suffix}`) : `${id}-${suffix}`);
  const names = new Map(steps.map((step) => [step.id, taken.has(step.id) ? freed(step.id) : step.id]));
  return steps.map((step) => ({
    ...step,
    id: names.get(step.id) ?? step.id,
    dependsOn: step.dependsOn.map((id) => names.get(id) ?? id),
  }));
}

/** Failed steps and everything that cannot run because of them: their open dependents become `skipped` with the reason. The same list when there are none. */
export function skipDependents(steps: readonly Step[]): readonly Step[] {
  const failed = steps.filter((step) => step.status === "failed" || step.status === "cancelled" || step.status === "skipped");
  const blocked = dependentsOf(
    steps,
    failed.map((step) => step.id),
  );
  const isBlocked = (step: Step) => blocked.has(step.id) && !isSettled(step.status) && step.status !== "running";
  if (!steps.some(isBlocked)) return steps;
  return steps.map((step) => {
    if (!isBlocked(step)) return step;
    const cause = failed.find((other) => dependentsOf(steps, [other.id]).has(step.id));
    return { ...step, status: "skipped", reason: `needs "${cause?.title ?? "an earlier step"}", which did not pass` };
  });
}
