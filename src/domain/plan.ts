import type { ApprovalId, PlanId } from "./id.ts";
import type { Json } from "./json.ts";
import { type Needs, nothing, unite } from "./needs.ts";
import type { Step, StepSpec } from "./step.ts";
import { highestTier, type Tier } from "./tier.ts";

/** A step as a model or a procedure proposes it (model.md: Step). Nothing in it is trusted before validation. */
export type StepDraft = {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly input: Json;
  readonly dependsOn: readonly string[];
  readonly independent: boolean;
  readonly needs: Needs;
  readonly tier: string | null;
  readonly criteria: readonly string[];
  readonly agent: string | null;
  readonly timeoutSeconds: number | null;
  readonly verify: string | null;
  readonly expect?: "success" | "any";
};

export type PlanDraft = { readonly reason: string; readonly steps: readonly StepDraft[] };

/** A versioned DAG of steps for one brief. A new version supersedes the old with a reason. */
export type Plan = {
  readonly id: PlanId;
  readonly version: number;
  readonly generation: number;
  readonly reason: string;
  /** Who made this version: a model's name, a recipe with its digest, or the person who changed it. Null: nobody had to. */
  readonly madeBy: string | null;
  /** sha256 over what is approved: steps, needs, agents, base commit, procedure with its values, rules. */
  readonly digest: string;
  /** Why it may run: the approval's words, or the rule that let it. Null until then. */
  readonly approvedBy: string | null;
  /** The approval whose votes allowed it; null where a rule did, or nobody yet. */
  readonly approval: ApprovalId | null;
  readonly steps: readonly Step[];
};

/** The part of a step that is approved; progress is not. */
export function specOf(step: StepSpec): StepSpec {
  const { id, title, kind, input, dependsOn, needs, tier, criteria, agent, agents, costMicros } = step;
  const { manual, recited, isolated, timeoutSeconds, verify, expect, summary } = step;
  const work = { id, title, kind, input, dependsOn, needs, tier, criteria, agent, agents, costMicros };
  return { ...work, manual, recited, isolated, timeoutSeconds, verify, expect, summary };
}

/** Everything a plan asks for together. */
export function needsOf(steps: readonly StepSpec[]): Needs {
  return steps.reduce((all, step) => unite(all, step.needs), nothing);
}

/** The plan's highest risk. */
export function planTier(steps: readonly StepSpec[]): Tier {
  return highestTier(steps.map((step) => step.tier));
}

/** What is hashed of the steps for an approval. Those that already passed or were replaced stay in it: they are part of what was seen. */
export function approvedContent(
  steps: readonly StepSpec[],
  { source, kind, base }: { readonly source: string | null; readonly kind: string; readonly base: string | null },
): { readonly [key: string]: Json } {
  return { steps: steps.map((step) => ({ ...specOf(step) }) as unknown as Json), place: { source, kind, base } };
}
