import { openQuestions, type Question } from "../interview.ts";
import { voidApprovals } from "../opening.ts";
import { audit, moved, type Outcome, refuse, reply } from "../record.ts";
import { isSettled, type Step } from "../step.ts";
import type { Task } from "../task.ts";
import { isHeardBefore } from "../vote.ts";
import type { StageRules } from "./rules.ts";

/** Terminal is final: requests are refused with the way on, results of effects are taken note of. */
export const ended: StageRules = {
  enter: (task) => closeEverything(task),
  settle: (task) => moved(task),
  on: {
    opened: (task) => moved(task),
    said: refuseEnded,
    answered: refuseEnded,
    decided: (task, event, context) => (isHeardBefore(task, event, context) ? moved(task) : refuseEnded(task)),
    withdrew: refuseEnded,
    handed: refuseEnded,
    edited: refuseEnded,
    commanded: refuseEnded,
    thought: (task) => moved(task),
    unthought: (task) => moved(task),
    ended: (task, event) => moved(task, audit("attempt.late", null, { step: event.step, attempt: event.attempt })),
    verified: (task) => moved(task),
    moved: (task) => moved(task),
    lost: (task) => moved(task),
    died: (task) => moved(task),
    used: (task) => moved(task),
    due: (task) => moved(task),
  },
};

function refuseEnded(task: Task): Outcome {
  return refuse(`Task #${task.number} is ${task.stage}. Ask again to start a new one from it.`);
}

function closeEverything(task: Task): Outcome {
  const closed = voidApprovals(task, `the task is ${task.stage}`);
  const waiting = openQuestions(task.interview.questions);
  const questions = task.interview.questions.map((one): Question => (waiting.includes(one) ? { ...one, answer: "(the task ended)" } : one));
  const steps = task.plan?.steps.map(
    (step): Step => (isSettled(step.status) ? step : { ...step, status: "cancelled", reason: `the task was ${task.stage}` }),
  );
  const quiet: Task = {
    ...closed.task,
    thinking: null,
    sayings: [],
    pauses: [],
    interview: { ...task.interview, questions },
    plan: task.plan && steps ? { ...task.plan, steps } : task.plan,
  };
  // Words nobody had understood yet are answered all the same (product: 2.1: never dropped).
  const unread = task.sayings.map(({ by, text }) =>
    reply(`Task #${task.number} is ${task.stage}; I had not got to "${text}". Ask again.`, by),
  );
  return moved(quiet, ...closed.records, ...unread, audit(task.stage, null, { headline: task.ending?.headline ?? "" }), {
    type: "post",
    post: { kind: "result" },
  });
}
