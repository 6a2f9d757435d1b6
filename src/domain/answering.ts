import { stepOf, withStep } from "./advance.ts";
import type { Context } from "./context.ts";
import { reviseBecause } from "./decisions.ts";
import type { TaskEvent } from "./event.ts";
import { openQuestions, type Question, readAnswer } from "./interview.ts";
import { accountOf } from "./principal.ts";
import { after, audit, moved, type Outcome, refuse } from "./record.ts";
import type { Task } from "./task.ts";

/** The topic of the question "Revise the plan?"; its `why` holds what to change. */
export const reviseTopic = "revise";

/**
 * Takes an answer. One that names its question answers that; free text answers the only open one, or all of an
 * interview's round at once (people answer three questions in one breath; the next triage reads what is still open).
 */
export function answerQuestion(task: Task, event: Extract<TaskEvent, { type: "answered" }>, context: Context): Outcome {
  const waiting = openQuestions(task.interview.questions);
  const named = event.question ? waiting.filter((one) => one.id === event.question) : answeredByText(task, waiting);
  if (named.length === 0) return refuse(event.question ? "That question is answered or gone." : "No question is open.");
  const told = audit("answered", accountOf(event.by), { questions: named.map((one) => one.id), text: event.text });
  const questions = task.interview.questions.map(
    (one): Question => (named.includes(one) ? { ...one, answer: readAnswer(one, event.text), answeredBy: accountOf(event.by) } : one),
  );
  const answered: Task = { ...task, heard: task.heard + 1, interview: { ...task.interview, questions } };
  const revise = named.find((one) => one.topic === reviseTopic && one.step === null);
  if (revise) return after([told], takeUpRevision(answered, revise, event.text, context));
  return moved(passAskingSteps(answered, context), told);
}

/** A procedure's parameters are typed one by one; a model's questions may share an answer. */
function answeredByText(task: Task, waiting: readonly Question[]): readonly Question[] {
  return task.procedure ? waiting.slice(0, 1) : waiting;
}

function takeUpRevision(task: Task, question: Question, text: string, context: Context): Outcome {
  return readAnswer(question, text) === "Yes" ? reviseBecause(task, question.why, context) : moved(task);
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
