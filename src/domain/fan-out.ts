import type { Criterion } from "./brief.ts";
import { dependenciesOf } from "./dag.ts";
import type { StepSpec } from "./step.ts";

/** From so many criteria on a brief may fan out (product: 2.3). */
const fewest = 5;

/** Whether a brief may be worked on by branches side by side. */
export function mayFanOut(criteria: readonly Criterion[]): boolean {
  return criteria.length >= fewest;
}

/** Branches are judged as a whole by a step that waits for all of them; telling somebody is not judging. */
export function closingErrors(steps: readonly StepSpec[], isLast: (kind: string) => boolean): readonly string[] {
  const branches = steps.filter((step) => step.isolated).map((step) => step.id);
  const closes = (step: StepSpec) => {
    const before = dependenciesOf(steps, step);
    return !step.isolated && !isLast(step.kind) && branches.every((id) => before.has(id));
  };
  if (branches.length < 2 || steps.some(closes)) return [];
  return [
    `the branches ${branches.map((id) => `"${id}"`).join(", ")} need a closing step that depends on all of them and judges the whole; add a test or a review.`,
  ];
}
