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
