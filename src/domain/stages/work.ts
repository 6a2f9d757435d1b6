import { startSteps } from "../advance.ts";
import { openApprovals } from "../approval.ts";
import type { Context } from "../context.ts";
import { composeEnding, plainEnding, summarisedEnding } from "../ending.ts";
import { checksOfSteps, evaluate, judgeBySteps } from "../evaluation.ts";
import { finish } from "../finish.ts";
import { openApproval } from "../opening.ts";
import { after, audit, moved, type Outcome } from "../record.ts";
import { takeRepair, takeRevision } from "../revision.ts";
import { isSettled, type Step } from "../step.ts";
import type { Task } from "../task.ts";
import { think } from "../thinking.ts";
import type { Evaluation, Judged } from "../verdict.ts";
import { open } from "./open.ts";
import type { StageRules } from "./rules.ts";

/** Approved steps run. */
export const executing: StageRules = {
  ...open,
  settle: (task, context) => {
    if (task.pauses.length > 0) return moved(task);
    const { task: advanced, records } = startSteps(task, context);
    const settled = advanced.plan?.steps.every((step) => isSettled(step.status)) ?? true;
    return after(records, settled ? moved({ ...advanced, thinking: null, stage: "evaluating" }) : moved(advanced));
  },
};

/** Something failed, or a person wants it otherwise: the plan is mended while what runs may finish. */
export const revising: StageRules = {
  ...open,
  on: {
    ...open.on,
    thought: (task, event, context) => {
      const { thought } = event;
      if (!task.thinking || task.thinking.purpose !== thought.purpose) return open.on.thought(task, event, context);
      if (thought.purpose === "repair") return takeRepair(task, task.thinking, thought.value, context);
      return thought.purpose === "revise"
        ? takeRevision(task, task.thinking, thought.value, context)
        : open.on.thought(task, event, context);
    },
  },
};

/** Every step is settled: is it good enough? */
export const evaluating: StageRules = {
  ...open,
  enter: (task, context) => {
    // What a person left out is no failure: the result is judged without it.
    const failed = task.plan?.steps.some((step) => step.status === "failed") ?? false;
    if (task.light && !failed) return moved({ ...task, stage: "completed", ending: lightEnding(task) });
    if (failed) return mend(task, context);
    const needsJudge = context.hasModel && !task.procedure && (task.brief?.criteria.length ?? 0) > 0;
    return needsJudge ? moved(think(task, "judge", context)) : verdict(task, judgedBySteps(task), null, context);
  },
  on: {
    ...open.on,
    thought: (task, event, context) => {
      const { thought } = event;
      if (thought.purpose === "judge") return verdict(task, thought.value.criteria, thought.value.instructions, context);
      if (thought.purpose === "summary")
        return moved({ ...task, thinking: null, stage: "completed", ending: summarisedEnding(task, thought.value) });
      return open.on.thought(task, event, context);
    },
    unthought: (task, event, context) => {
      if (event.purpose === "judge" && event.fault.code === "model_unreadable") return verdict(task, [], null, context);
      if (event.purpose === "summary") return moved({ ...task, thinking: null, stage: "completed", ending: plainEnding(task) });
      return open.on.unthought(task, event, context);
    },
  },
};

function judgedBySteps(task: Task): readonly Judged[] {
  return task.procedure ? judgeBySteps(task.brief?.criteria ?? [], task.plan?.steps ?? []) : [];
}

function verdict(task: Task, judged: readonly Judged[], instructions: string | null, context: Context): Outcome {
  const found = evaluate(task.brief?.criteria ?? [], checksOfSteps(task.plan?.steps ?? []), judged, context.policy.thresholds);
  // A recipe without checks or criteria of its own that ran to its end has nothing left to fail on.
  const bare = task.procedure !== null && found.criteria.length === 0 && found.checks.length === 0 && leftOut(task).length === 0;
  const evaluation: Evaluation = bare ? { ...found, verdict: "green", score: 1 } : { ...found, instructions };
  const told = audit("evaluated", null, { verdict: evaluation.verdict, score: evaluation.score });
  const judgedTask: Task = { ...task, evaluation, thinking: null };
  return after([told], byVerdict(judgedTask, evaluation, context));
}

function byVerdict(task: Task, evaluation: Evaluation, context: Context): Outcome {
  switch (evaluation.verdict) {
    case "green":
      return task.autonomy === "manual" ? askAboutResult(task, "The result is green", context) : finish(task, context);
    case "yellow":
      return task.autonomy === "full" ? finish(task, context) : askAboutResult(task, `Good enough? ${weakness(task)}`, context);
    case "red":
      return mend(task, context);
  }
}

/**
 * What failed goes to repair while there are repairs left, then to a person; in `full`, and for recipes, it ends with its best
 * attempt. What is missing because a person left steps out is that person's to judge.
 */
function mend(task: Task, context: Context): Outcome {
  const why = failureOf(task);
  if (leftOut(task).length > 0) return askHowToGoOn(task, why, context);
  // A recipe does what its author wrote: who asks for the tests to be run did not ask for the code to be changed.
  const recited = task.light || task.procedure !== null;
  const repairable = context.hasModel && !recited && task.repairs < context.policy.repairs;
  if (repairable) return moved({ ...think(task, "repair", context, task.evaluation?.instructions ?? null), stage: "revising" });
  if (task.autonomy === "full" || recited)
    return moved({ ...task, stage: "failed", thinking: null, ending: composeEnding(task, `Failed: ${why}`) });
  return askHowToGoOn(task, why, context);
}

function askHowToGoOn(task: Task, why: string, context: Context): Outcome {
  return askAboutResult({ ...task, thinking: null }, `${why} Accept it as it is, say what to change, or stop?`, context);
}

/** Steps a person left out, with what depends on them. Where something failed, what was skipped may be skipped for that. */
function leftOut(task: Task): readonly Step[] {
  const steps = task.plan?.steps ?? [];
  return steps.some((step) => step.status === "failed") ? [] : steps.filter((step) => step.status === "skipped");
}

function askAboutResult(task: Task, title: string, context: Context): Outcome {
  if (openApprovals(task.approvals).some((one) => one.subject.kind === "result")) return moved(task);
  const opened = openApproval(task, { kind: "result" }, title, "write", context);
  return moved(opened.task, ...opened.records);
}

function lightEnding(task: Task) {
  const answer = task.plan?.steps[0]?.result?.output ?? "";
  return { headline: answer, done: [], notDone: [], next: [] };
}

function failureOf(task: Task): string {
  const failed = (task.plan?.steps ?? []).filter((step) => step.status === "failed");
  if (failed.length === 0) return weakness(task);
  return failed.map((step) => `"${step.title}" failed: ${step.reason ?? "no reason given"}.`).join(" ");
}

function weakness(task: Task): string {
  const weak = (task.evaluation?.criteria ?? []).filter((one) => one.met !== true).map((one) => `${one.id}: ${one.evidence}.`);
  const missing = leftOut(task).map((step) => `"${step.title}" was left out.`);
  return [...weak, ...missing].join(" ") || "The evaluation is not good enough.";
}
