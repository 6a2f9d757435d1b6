import type { Stage } from "./task.ts";

/** One change of a plan by hand, without a model (product: 2.3). */
export type PlanEdit =
  | { readonly kind: "remove"; readonly step: string }
  | { readonly kind: "skip"; readonly step: string }
  /** Puts a step before another, where the graph allows it. */
  | { readonly kind: "move"; readonly step: string; readonly before: string }
  | { readonly kind: "agent"; readonly step: string; readonly agent: string }
  /** A procedure's parameter. */
  | { readonly kind: "parameter"; readonly name: string; readonly value: string }
  /** Ask before this step, whatever its tier. */
  | { readonly kind: "manual"; readonly step: string };

/** Whether an edit means something in a stage; elsewhere its words are words like any other. A value a recipe refused is set anew. */
export function takesEdit(stage: Stage, { kind }: PlanEdit): boolean {
  if (stage === "awaiting_approval" || stage === "executing") return true;
  return kind === "parameter" && (stage === "briefing" || stage === "planning");
}
