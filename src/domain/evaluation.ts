import type { Criterion } from "./brief.ts";
import type { Policy } from "./policy.ts";
import type { Step } from "./step.ts";
import type { Evaluation, Judged, Verdict } from "./verdict.ts";
import type { CheckOutcome } from "./verification.ts";

/** Sums of tenths are a hair off: a mean of exactly 0.85 may come out as 0.8499…. */
const rounding = 1e-9;

/**
 * Checks first, then the judgement (product: 2.7): a failing required check is red; otherwise the mean of checks and
 * criteria, weight 1 each. Any unmet criterion is at most yellow, an unmet must-hold one is red, and what could not be
 * judged is never green; nor is a change of what judges the work.
 */
export function evaluate(
  criteria: readonly Criterion[],
  checks: readonly CheckOutcome[],
  judged: readonly Judged[],
  thresholds: Policy["thresholds"],
  guarded: readonly string[] = [],
): Evaluation {
  const known = criteria.map((criterion) => judged.find((one) => one.id === criterion.id) ?? unjudged(criterion.id));
  // What was red before is reported, not blamed: it says nothing about this work.
  const telling = checks.filter((check) => check.state !== "red-before");
  const scores = [...telling.map((check) => Number(check.state === "passed")), ...known.map((one) => clamp(one.score))];
  const score = scores.length === 0 ? 0 : scores.reduce((sum, one) => sum + one, 0) / scores.length;
  const found = verdictOf(criteria, checks, known, score, thresholds);
  const verdict = found === "green" && guarded.length > 0 ? "yellow" : found;
  return { verdict, score, criteria: known, checks, guarded, instructions: null };
}

/** Of two verdicts with their scores, whether the first is the better one. */
export function isBetter(a: Pick<Evaluation, "verdict" | "score">, b: Pick<Evaluation, "verdict" | "score">): boolean {
  const ranks = { red: 0, yellow: 1, green: 2 } as const;
  return ranks[a.verdict] !== ranks[b.verdict] ? ranks[a.verdict] > ranks[b.verdict] : a.score > b.score;
}

function verdictOf(
  criteria: readonly Criterion[],
  checks: readonly CheckOutcome[],
  known: readonly Judged[],
  score: number,
  thresholds: Policy["thresholds"],
): Verdict {
  if (checks.some((check) => check.required && check.state === "failed")) return "red";
  const unmet = known.filter((one) => one.met === false);
  if (unmet.some((one) => criteria.some((criterion) => criterion.id === one.id && criterion.must))) return "red";
  if (score < thresholds.yellow - rounding)
    return known.every((one) => one.met === null) && checks.every((check) => check.state !== "failed") ? "yellow" : "red";
  const capped = unmet.length > 0 || known.some((one) => one.met === null);
  return score >= thresholds.green - rounding && !capped ? "green" : "yellow";
}

function unjudged(id: string): Judged {
  return { id, met: null, score: 0.5, evidence: "not judged" };
}

function clamp(score: number): number {
  return Math.min(1, Math.max(0, score));
}

/**
 * The judgement without a model: a criterion is met when every step that serves it passed. Only for procedures, whose
 * author said which step proves what; a criterion without a step, or whose step was left out, stays unjudged.
 */
export function judgeBySteps(criteria: readonly Criterion[], steps: readonly Step[]): readonly Judged[] {
  return criteria.map((criterion) => {
    const serving = steps.filter((step) => step.criteria.includes(criterion.id) && step.status !== "superseded");
    if (serving.length === 0) return unjudged(criterion.id);
    const failed = serving.filter((step) => step.status !== "passed" && step.status !== "skipped");
    if (failed.length > 0) return { id: criterion.id, met: false, score: 0, evidence: evidenceOf(failed) };
    const leftOut = serving.filter((step) => step.status === "skipped");
    if (leftOut.length > 0) return { id: criterion.id, met: null, score: 0.5, evidence: evidenceOf(leftOut) };
    return { id: criterion.id, met: true, score: 1, evidence: evidenceOf(serving) };
  });
}

function evidenceOf(steps: readonly Step[]): string {
  return steps.map((step) => `${step.title}: ${step.result?.headline ?? step.reason ?? step.status}`).join("; ");
}

/** The plan's own tests as checks: a `test` step that had to succeed is required. One that was left out says nothing. */
export function checksOfSteps(steps: readonly Step[]): readonly CheckOutcome[] {
  return steps
    .filter((step) => step.kind === "test" && step.expect === "success" && step.status !== "superseded" && step.status !== "skipped")
    .map((step) => ({
      name: step.title,
      state: step.status === "passed" ? "passed" : "failed",
      required: true,
      newlyFailing: [],
      evidence: step.result?.headline ?? step.reason ?? step.status,
    }));
}
