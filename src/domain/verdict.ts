import type { CheckOutcome } from "./verification.ts";

/** How good something is (product: 2.7). */
export type Verdict = "green" | "yellow" | "red";

/** What is known of one acceptance criterion at the end. */
export type Judged = {
  readonly id: string;
  /** Null: could not be judged, which is never green. */
  readonly met: boolean | null;
  readonly score: number;
  readonly evidence: string;
};

/** The verdict on a task: checks run, score, evidence (product: evaluation). */
export type Evaluation = {
  readonly verdict: Verdict;
  readonly score: number;
  readonly criteria: readonly Judged[];
  readonly checks: readonly CheckOutcome[];
  /** Changed files that judge or govern the work: with any of them it is yellow at best. */
  readonly guarded: readonly string[];
  /** What to do about it, for rework or a new generation. */
  readonly instructions: string | null;
};
