import type { Kinds } from "./kind.ts";
import type { StepDraft } from "./plan.ts";

/**
 * Repairs the dependencies a planner left out (product: 2.3): self and duplicate ones go; in a plan without any, every
 * step follows the ones before it; otherwise a step of a chained kind after the first follows its predecessor, unless
 * it says `independent: true`. Research stays parallel. Unknown dependencies are kept for validation to name.
 */
export function chain(steps: readonly StepDraft[], kinds: Kinds): readonly StepDraft[] {
  const clean = steps.map((step) => ({ ...step, dependsOn: [...new Set(step.dependsOn)].filter((id) => id !== step.id) }));
  const loose = clean.every((step) => step.dependsOn.length === 0);
  // The steps a chained one has to wait for: the last chained step, or all parallel ones since then.
  let frontier: readonly string[] = [];
  return clean.map((step) => {
    const follows = kinds.get(step.kind)?.chained === true || (loose && step.kind !== "research");
    const chained = follows && step.dependsOn.length === 0 && !step.independent;
    const dependsOn = chained ? (loose ? frontier : frontier.slice(-1)) : step.dependsOn;
    frontier = follows && !step.independent ? [step.id] : [...frontier, step.id];
    return { ...step, dependsOn };
  });
}
