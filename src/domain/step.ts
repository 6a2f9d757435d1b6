import type { ApprovalId, GrantId } from "./id.ts";
import type { Json } from "./json.ts";
import type { Needs } from "./needs.ts";
import type { Tier } from "./tier.ts";
import type { Evaluation } from "./verdict.ts";
import type { Verification } from "./verification.ts";

/** Where a step stands (product: 3). `awaiting_confirmation` and `awaiting_review` wait for a person. */
export const stepStatuses = [
  "pending",
  "awaiting_confirmation",
  "running",
  "verifying",
  "awaiting_review",
  "reworking",
  "passed",
  "failed",
  "skipped",
  "superseded",
  "cancelled",
] as const;
export type StepStatus = (typeof stepStatuses)[number];

/** What a plan says of one node of its DAG. Part of the digest that is approved. */
export type StepSpec = {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly input: Json;
  readonly dependsOn: readonly string[];
  readonly needs: Needs;
  readonly tier: Tier;
  readonly criteria: readonly string[];
  /** The agent as the plan asks for it: a name, or what it has to be able to do. */
  readonly agent: string | null;
  /** Who may do it, in order: resolved when the plan was checked, so part of what is approved. Empty where no agent is needed. */
  readonly agents: readonly string[];
  /** Estimated cost in micro-dollars; null where nobody can say. */
  readonly costMicros: number | null;
  /** A person set it to be asked about before it starts, whatever its tier. */
  readonly manual: boolean;
  /** Of a recipe: its author, not a planner, answers for what it runs. */
  readonly recited: boolean;
  /** Writes in a worktree of its own, beside others; merged when it passed (product: fan-out). */
  readonly isolated: boolean;
  readonly timeoutSeconds: number;
  readonly verify: string | null;
  /** `any`: whatever its exit code, the result is a finding to report, not a failure (a health check that finds red tests). */
  readonly expect: "success" | "any";
  /** What it will do, in one line for people, written by the step's kind. */
  readonly summary: string;
};

/** What became of a node so far. */
export type StepProgress = {
  readonly status: StepStatus;
  /** Attempts begun of a step with this id; 0 before the first. Goes on in the next version, so that a late result finds nobody. */
  readonly attempt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly result: StepResult | null;
  /** Why it failed, was skipped or was cancelled. */
  readonly reason: string | null;
  /** Not before this time (retry of a transient failure). */
  readonly notBefore: number | null;
  /** Transient faults of ours so far; at most 3 tries (product: 2.5). */
  readonly faults: number;
  /** How often in a row an attempt was lost with its worker. */
  readonly losses: number;
  /** The approval or grant that allowed exactly this step, where that is needed. */
  readonly allowedBy: ApprovalId | GrantId | null;
  /** Agents that could not be had, or broke, for this step. */
  readonly tried: readonly string[];
  /** How often it was done again with instructions (at most 3, product: 2.7). */
  readonly reworks: number;
  /** What the evaluation, or a person, wants otherwise in the next attempt. */
  readonly instructions: string | null;
  /** What the checks say of the files its last attempt left; null before they were run, and where nothing is checked. */
  readonly verification: Verification | null;
  /** The verdict on what its last attempt left; null where nothing was evaluated. */
  readonly evaluation: Evaluation | null;
};

export type Step = StepSpec & StepProgress;

/** What an attempt left behind. The full output is an artifact on disk; this is what fits a prompt, a card and a later step. */
export type StepResult = {
  readonly ok: boolean;
  readonly exitCode: number | null;
  /** First line for people; cleaned and redacted. */
  readonly headline: string;
  /** Head and tail of the output, at most 72 KiB with the words between them. */
  readonly output: string;
  readonly artifacts: readonly Artifact[];
  /** What brings the workspace back to how this attempt left it; null where it changed nothing. */
  readonly snapshot: string | null;
  /** When that was kept; told by the heart, where there is a snapshot. */
  readonly keptAt?: number;
  /** The state of the files it ran on, as `hashOf` names it; absent where it wrote, ran nothing, or they changed meanwhile. */
  readonly ranOn?: string;
  /** The attempt that left this asks something, and goes on from it when it is answered. */
  readonly asked?: number;
};

/** A file a step produced, kept outside every workspace. */
export type Artifact = { readonly name: string; readonly path: string; readonly bytes: number; readonly sha256: string };

/** The artifact with everything the task has changed when a step that writes passed. */
export const changesFile = "changes.diff";

export const untouched: StepProgress = {
  status: "pending",
  attempt: 0,
  startedAt: null,
  endedAt: null,
  result: null,
  reason: null,
  notBefore: null,
  faults: 0,
  losses: 0,
  allowedBy: null,
  tried: [],
  reworks: 0,
  instructions: null,
  verification: null,
  evaluation: null,
};

/** Whether nothing more will happen to the step in this plan version. */
export function isSettled(status: StepStatus): boolean {
  return status === "passed" || status === "failed" || status === "skipped" || status === "superseded" || status === "cancelled";
}

/** Whether an attempt is over and what it left is judged, by checks or a person. */
export function isLookedAt({ status }: Pick<Step, "status">): boolean {
  return status === "verifying" || status === "awaiting_review";
}

/** Whether a step writes where others read. A branch has files of its own, beside others. */
export function writesShared({ needs, isolated }: Pick<Step, "needs" | "isolated">): boolean {
  return needs.writes.length > 0 && !isolated;
}
