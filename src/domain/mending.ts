import { openApprovals } from "./approval.ts";
import { isAsked } from "./autonomy.ts";
import { regenerate } from "./budget.ts";
import type { Context } from "./context.ts";
import { composeFailure } from "./ending.ts";
import { openApproval } from "./opening.ts";
import { audit, moved, type Outcome } from "./record.ts";
import type { Step } from "./step.ts";
import type { Task } from "./task.ts";
import { think } from "./thinking.ts";
import { sayWeakness } from "./verifying.ts";

/**
 * What is not good enough is tried again while there are tries left (product: 2.5, 2.7): failed steps by a repair plan, a
 * result that does not meet the brief by a new generation of it. Then a person decides; in `full`, and for recipes, the
 * task ends with its best attempt. What is missing because a person left steps out is that person's to judge.
 */
export function mend(task: Task, context: Context): Outcome {
  const why = failureOf(task);
  if (leftOut(task).length > 0) return askHowToGoOn(task, why, context);
  // A recipe does what its author wrote: who asks for the tests to be run did not ask for the code to be changed.
  const recited = task.light || task.procedure !== null;
  if (context.hasModel && !recited) {
    const failed = task.plan?.steps.some((step) => step.status === "failed") ?? false;
    if (failed && task.repairs < context.policy.repairs) return repair(task, context);
    if (!failed && task.generations < context.policy.generations) return beginGeneration(task, why, context);
  }
  if (isAsked("uncuredRed", task.autonomy) && !recited) return askHowToGoOn(task, why, context);
  return moved({ ...task, stage: "failed", thinking: null, ending: composeFailure(task, `Failed: ${why}`) });
}

function repair(task: Task, context: Context): Outcome {
  const next = think({ ...task, spend: regenerate(task.spend) }, "repair", context, task.evaluation?.instructions ?? null);
  return moved({ ...next, stage: "revising" });
}

/** A new generation of the brief keeps what worked: its plan is a new version to which the passes carry over. */
function beginGeneration(task: Task, why: string, context: Context): Outcome {
  const wanted = [`The result does not meet the brief yet: ${why}`, task.evaluation?.instructions ?? "", keep].filter(
    (line) => line !== "",
  );
  const next = think({ ...task, spend: regenerate(task.spend) }, "revise", context, wanted.join("\n"));
  const generations = task.generations + 1;
  const begun: Task = { ...next, generations, stage: "revising", thinking: next.thinking && { ...next.thinking, own: true } };
  return moved(begun, audit("generation", null, { generation: generations, why }));
}

const keep = "Keep what worked: list its steps unchanged, and add or change only what is missing.";

/** Asks a person about the result, once. */
export function askAboutResult(task: Task, title: string, context: Context): Outcome {
  if (openApprovals(task.approvals).some((one) => one.subject.kind === "result")) return moved(task);
  const opened = openApproval(task, { kind: "result" }, title, "write", context);
  return moved(opened.task, ...opened.records);
}

function askHowToGoOn(task: Task, why: string, context: Context): Outcome {
  return askAboutResult({ ...task, thinking: null }, `${why} Accept it as it is, say what to change, or stop?`, context);
}

/** Steps a person left out, with what depends on them. Where something failed, what was skipped may be skipped for that. */
export function leftOut(task: Task): readonly Step[] {
  const steps = task.plan?.steps ?? [];
  return steps.some((step) => step.status === "failed") ? [] : steps.filter((step) => step.status === "skipped");
}

function failureOf(task: Task): string {
  const failed = (task.plan?.steps ?? []).filter((step) => step.status === "failed");
  if (failed.length === 0) return weaknessOf(task);
  return failed.map((step) => `"${step.title}" failed: ${step.reason ?? "no reason given"}.`).join(" ");
}

/** Why the result is in doubt, for people. */
export function weaknessOf(task: Task): string {
  const weak = task.evaluation ? sayWeakness(task.evaluation, task.brief) : "";
  const guarded = task.evaluation?.guarded ?? [];
  const judging = guarded.length > 0 ? [`It changes what judges the work: ${guarded.join(", ")}.`] : [];
  const missing = leftOut(task).map((step) => `"${step.title}" was left out.`);
  return [...(weak ? [weak] : []), ...judging, ...missing].join(" ") || "The evaluation is not good enough.";
}
