import { withSkipped, withStep, wordAfter } from "./advance.ts";
import { isAsked } from "./autonomy.ts";
import type { Brief, Criterion } from "./brief.ts";
import { regenerate } from "./budget.ts";
import type { Context } from "./context.ts";
import { textOf } from "./criterion.ts";
import { evaluate } from "./evaluation.ts";
import type { TaskEvent } from "./event.ts";
import { openApproval } from "./opening.ts";
import { after, audit, moved, type Outcome } from "./record.ts";
import type { Step } from "./step.ts";
import { checksKey, judging } from "./subject.ts";
import type { Task } from "./task.ts";
import { askAfterFault, keyOf } from "./thinking.ts";
import type { Evaluation, Judged } from "./verdict.ts";

/** What a judge said of one step. */
type Judgement = { readonly criteria: readonly Judged[]; readonly instructions: string | null };

const unjudged: Judgement = { criteria: [], instructions: null };

/** The checks have spoken about what a step left: where an agent did it, its criteria are judged next. */
export function takeChecks(task: Task, event: Extract<TaskEvent, { type: "verified" }>, context: Context): Outcome {
  const step = task.plan?.steps.find((one) => one.status === "verifying" && checksKey(task, one) === event.of);
  if (!step) return moved(task);
  if (!event.found) return askAfterFault(task, `The checks of "${step.title}" could not be run: ${event.fault}`, context);
  const checked: Step = { ...step, verification: event.found };
  const next = withStep(task, checked);
  return needsJudge(checked, task, context) ? moved(next) : settle(next, checked, unjudged, context);
}

/** The judge has spoken about what a step left, or could not be read: then its criteria stay unjudged. */
export function takeJudgement(task: Task, of: string, judged: Judgement | null, context: Context): Outcome {
  const step = task.plan?.steps.find((one) => one.status === "verifying" && one.verification !== null && keyOf(judging(one)) === of);
  return step ? settle(task, step, judged ?? unjudged, context) : moved(task);
}

function needsJudge(step: Step, task: Task, context: Context): boolean {
  return context.hasModel && step.agents.length > 0 && criteriaOf(step, task).length > 0;
}

/** The brief's criteria a step serves, and what its plan says would verify it. Only who was delegated to is judged by them. */
function criteriaOf(step: Step, { brief }: Task): readonly Criterion[] {
  if (step.agents.length === 0) return [];
  const served = (brief?.criteria ?? []).filter((one) => step.criteria.includes(one.id));
  return step.verify ? [...served, { id: step.id, text: step.verify, must: false }] : served;
}

/** Green passes; yellow is asked about, except in `full`; red is done again by the same agent, else it failed (product: 2.7). */
function settle(task: Task, step: Step, { criteria, instructions }: Judgement, context: Context): Outcome {
  const checks = step.verification?.checks ?? [];
  const asked = criteriaOf(step, task);
  if (asked.length === 0 && checks.every((one) => one.state === "red-before")) return moved(withStep(task, { ...step, status: "passed" }));
  const evaluation = { ...evaluate(asked, checks, criteria, context.policy.thresholds), instructions };
  const told = audit("step.evaluated", null, {
    step: step.id,
    attempt: step.attempt,
    verdict: evaluation.verdict,
    score: evaluation.score,
  });
  return after([told], byVerdict(task, { ...step, evaluation }, evaluation, context));
}

function byVerdict(task: Task, step: Step, evaluation: Evaluation, context: Context): Outcome {
  const why = sayWeakness(evaluation, task.brief);
  if (evaluation.verdict === "green" || (evaluation.verdict === "yellow" && !isAsked("yellow", task.autonomy))) {
    return moved(withStep(task, { ...step, status: "passed" }));
  }
  if (evaluation.verdict === "yellow") {
    const waiting = withStep(task, { ...step, status: "awaiting_review" });
    const opened = openApproval(waiting, { kind: "review", step: step.id }, `${step.title}: good enough? ${why}`, step.tier, context);
    return moved(opened.task, ...opened.records);
  }
  if (step.agents.length === 0 || step.reworks >= context.policy.reworks) {
    return moved(withSkipped(withStep(task, { ...step, status: "failed", reason: why })));
  }
  const again: Step = {
    ...step,
    status: "reworking",
    reworks: step.reworks + 1,
    instructions: instructionsOf(evaluation, task.brief),
    reason: why,
    allowedBy: wordAfter(step, task),
  };
  const reworked = withStep({ ...task, spend: regenerate(task.spend) }, again);
  return moved(reworked, audit("step.reworked", null, { step: step.id, rework: again.reworks, instructions: again.instructions }));
}

/** What is not good enough, for people. */
export function sayWeakness({ criteria, checks }: Pick<Evaluation, "criteria" | "checks">, brief: Brief | null): string {
  const red = checks.filter((one) => one.state === "failed").map((one) => `${one.name}: ${one.evidence}.`);
  const unmet = criteria.filter((one) => one.met !== true).map((one) => `${textOf(one.id, brief)}: ${one.evidence}.`);
  return [...red, ...unmet].join(" ");
}

/** What the next attempt has to do otherwise: the judge's words, and what the checks found. */
function instructionsOf(evaluation: Evaluation, brief: Brief | null): string {
  return [evaluation.instructions ?? "", sayWeakness(evaluation, brief)].filter((text) => text !== "").join("\n");
}
