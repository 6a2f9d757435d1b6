import { stepOf, withStep } from "./advance.ts";
import { mayStop } from "./authority.ts";
import type { Context } from "./context.ts";
import { reviseBecause } from "./decisions.ts";
import type { TaskEvent } from "./event.ts";
import { openQuestions, type Question, readAnswer } from "./interview.ts";
import { accountOf } from "./principal.ts";
import { after, audit, moved, type Outcome, refuse } from "./record.ts";
import type { Task } from "./task.ts";

type Answered = Extract<TaskEvent, { type: "answered" }>;

/** The topic of the question "Revise the plan?"; its `why` holds what to change. */
export const reviseTopic = "revise";

/** Whether it offers a change of the plan. An interview's questions have rounds, and topics of a model's own choice. */
function isOffer(question: Question): boolean {
  return question.step === null && question.round === 0 && question.topic === reviseTopic;
}

/**
 * Takes an answer. One that names its question answers that; free text answers the only open one, or all of an
 * interview's round at once (people answer three questions in one breath; the next triage reads what is still open).
 */
export function answerQuestion(task: Task, event: Answered, context: Context): Outcome {
  const waiting = openQuestions(task.interview.questions);
  const named = event.question ? waiting.filter((one) => one.id === event.question) : answeredByText(task, waiting);
  if (named.length === 0) return refuse(event.question ? "That question is answered or gone." : "No question is open.");
  const told = audit("answered", accountOf(event.by), { questions: named.map((one) => one.id), text: event.text });
  const questions = task.interview.questions.map(
    (one): Question => (named.includes(one) ? { ...one, answer: readAnswer(one, event.text), answeredBy: accountOf(event.by) } : one),
  );
  const answered: Task = { ...task, heard: task.heard + 1, interview: { ...task.interview, questions } };
  const revise = named.find(isOffer);
  if (revise) return after([told], takeUpRevision(answered, revise, event, context));
  return moved(passAskingSteps(answered, context), told);
}

/** A procedure's parameters and the steps that ask are answered one by one, oldest first; an interview's round may share an answer. */
function answeredByText(task: Task, waiting: readonly Question[]): readonly Question[] {
  const round = waiting.filter((one) => one.round > 0);
  return task.procedure || round.length === 0 ? waiting.slice(0, 1) : round;
}

/** A Yes changes the plan, and is for those who may: the same as for `change: …`. */
function takeUpRevision(task: Task, question: Question, { by, text }: Answered, context: Context): Outcome {
  if (readAnswer(question, text) !== "Yes") return moved(task);
  const right = mayStop(by, task.requester, context.policy);
  return right.allowed ? reviseBecause(task, question.why, context) : refuse(right.reason);
}

/** `ask` steps whose question is answered have passed: the answer is their output. */
function passAskingSteps(task: Task, context: Context): Task {
  return task.interview.questions.reduce((now, question) => {
    const step = question.step === null ? undefined : stepOf(now, question.step);
    if (question.answer === null || step?.status !== "running") return now;
    const result = { ok: true, exitCode: null, headline: question.answer, output: question.answer, artifacts: [], snapshot: null };
    return withStep(now, { ...step, status: "passed", endedAt: context.now, result });
  }, task);
}
