import type { Needs } from "./needs.ts";

/** What the heart knows of somebody a step can be delegated to (product: agent). */
export type AgentFacts = {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly languages: readonly string[];
  /** What it always needs, whatever it is asked. */
  readonly needs: Needs;
  /** Estimated cost of one assignment in micro-dollars; null: not metered. */
  readonly costMicros: number | null;
  /** Who is asked next where it cannot be had. */
  readonly fallback: readonly string[];
};
