import { isAsked } from "../autonomy.ts";
import type { Context } from "../context.ts";
import { plainEnding, summarisedEnding } from "../ending.ts";
import { checksOfSteps, evaluate, isBetter, judgeBySteps } from "../evaluation.ts";
import { lastWriter } from "../files.ts";
import { finish } from "../finish.ts";
import { askAboutResult, leftOut, mend, weaknessOf } from "../mending.ts";
import { after, audit, moved, type Outcome } from "../record.ts";
import { changesFile } from "../step.ts";
import { awaitsChecks, checksKey } from "../subject.ts";
import type { Best, Task } from "../task.ts";
import { askAfterFault, think } from "../thinking.ts";
import type { Evaluation, Judged } from "../verdict.ts";
import { open } from "./open.ts";
import type { StageRules } from "./rules.ts";

/** Every step is settled: is it good enough? Checks first, then the judge (product: 2.7). */
export const evaluating: StageRules = {
  ...open,
  enter: (task, context) => {
    const fresh: Task = { ...task, verification: null, evaluation: null };
    // What a person left out is no failure: the result is judged without it.
    const failed = task.plan?.steps.some((step) => step.status === "failed") ?? false;
    if (task.light && !failed) return moved({ ...task, stage: "completed", ending: lightEnding(task) });
    if (failed) return mend(task, context);
    return awaitsChecks(fresh) ? moved(fresh) : judge(fresh, context);
  },
  on: {
    ...open.on,
    verified: (task, event, context) => {
      if (event.of !== checksKey(task, null) || !awaitsChecks(task)) return moved(task);
      if (!event.found) return askAfterFault(task, `The checks could not be run: ${event.fault}`, context);
      return judge({ ...task, verification: event.found }, context);
    },
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

function judge(task: Task, context: Context): Outcome {
  const needsJudge = context.hasModel && !task.procedure && (task.brief?.criteria.length ?? 0) > 0;
  return needsJudge ? moved(think(task, "judge", context)) : verdict(task, judgedBySteps(task), null, context);
}

function judgedBySteps(task: Task): readonly Judged[] {
  return task.procedure ? judgeBySteps(task.brief?.criteria ?? [], task.plan?.steps ?? []) : [];
}

function verdict(task: Task, judged: readonly Judged[], instructions: string | null, context: Context): Outcome {
  const { verification } = task;
  const checks = [...checksOfSteps(task.plan?.steps ?? []), ...(verification?.checks ?? [])];
  const found = evaluate(task.brief?.criteria ?? [], checks, judged, context.policy.thresholds, verification?.guarded ?? []);
  // A recipe without checks or criteria of its own that ran to its end has nothing left to fail on.
  const bare = task.procedure !== null && found.criteria.length === 0 && found.checks.length === 0 && leftOut(task).length === 0;
  const evaluation: Evaluation = bare ? { ...found, verdict: "green", score: 1 } : { ...found, instructions };
  const told = audit("evaluated", null, { verdict: evaluation.verdict, score: evaluation.score });
  const judgedTask: Task = { ...task, evaluation, thinking: null, best: bestOf(task, evaluation) };
  return after([told], byVerdict(judgedTask, evaluation, context));
}

/** The best attempt is kept: this one, unless an earlier one was better. */
function bestOf(task: Task, evaluation: Evaluation): Best {
  const { best, plan, brief } = task;
  if (best && isBetter(best, evaluation)) return best;
  const last = lastWriter(task);
  const { verdict: kept, score } = evaluation;
  return {
    version: plan?.version ?? 0,
    generation: brief?.generation ?? 1,
    verdict: kept,
    score,
    snapshot: last?.result?.snapshot ?? null,
    changes: last?.result?.artifacts.find((one) => one.name === changesFile) ?? null,
  };
}

function byVerdict(task: Task, evaluation: Evaluation, context: Context): Outcome {
  switch (evaluation.verdict) {
    case "green":
      return isAsked("green", task.autonomy) ? askAboutResult(task, "The result is green", context) : finish(task, context);
    case "yellow":
      return isAsked("yellow", task.autonomy) ? askAboutResult(task, `Good enough? ${weaknessOf(task)}`, context) : finish(task, context);
    case "red":
      return mend(task, context);
  }
}

function lightEnding(task: Task) {
  const answer = task.plan?.steps[0]?.result?.output ?? "";
  return { headline: answer, done: [], notDone: [], next: [] };
}
