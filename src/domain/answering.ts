import { stepOf, withStep } from "./advance.ts";
import { mayAnswer } from "./authority.ts";
import type { Context } from "./context.ts";
import { reviseBecause } from "./decisions.ts";
import { takeUp } from "./deferral.ts";
import type { TaskEvent } from "./event.ts";
import { openQuestions, type Question, readAnswer } from "./interview.ts";
import { isOffer } from "./offer.ts";
import { accountOf } from "./principal.ts";
import { after, audit, moved, type Outcome, refuse, reply } from "./record.ts";
import type { Task } from "./task.ts";

type Answered = Extract<TaskEvent, { type: "answered" }>;

/**
 * Takes an answer. One that names its question answers that; free text answers the only open one, or all of an
 * interview's round at once (people answer three questions in one breath; the next triage reads what is still open). An
 * offer takes exactly its own words.
 */
export function answerQuestion(task: Task, event: Answered, context: Context): Outcome {
  const right = mayAnswer(event.by, task, context);
  if (!right.allowed) return refuse(right.reason);
  const waiting = openQuestions(task.interview.questions);
  const named = event.question ? waiting.filter((one) => one.id === event.question) : answeredByText(task, waiting, event.text);
  if (named.length === 0) return refuse(event.question ? "That question is answered or gone." : "No question is open.");
  if (named.every((one) => event.receivedAt > one.expiresAt)) return refuse("That question had expired when you answered.");
  const revise = named.find(isOffer);
  if (revise && !takes(revise, event.text)) return refuse(`Answer ${revise.choices.join(" or ")}.`);
  const told = audit("answered", accountOf(event.by), { questions: [...ids(named)], text: event.text });
  const questions = task.interview.questions.map(
    (one): Question => (named.includes(one) ? { ...one, answer: readAnswer(one, event.text), answeredBy: accountOf(event.by) } : one),
  );
  const answered: Task = { ...takeUp(task), heard: task.heard + 1, interview: { ...task.interview, questions } };
  if (revise) return after([told], takeUpRevision(answered, revise, event.text, context));
  return moved(passAskingSteps(answered, ids(named), context), told);
}

/** A procedure's parameters and the steps that ask are answered one by one, oldest first; an interview's round may share an answer. */
function answeredByText(task: Task, open: readonly Question[], text: string): readonly Question[] {
  const last = open.findLast((one) => takes(one, text));
  if (last && isOffer(last)) return [last];
  const waiting = open.filter((one) => !isOffer(one));
  const round = waiting.filter((one) => one.round > 0);
  return task.procedure || round.length === 0 ? waiting.slice(0, 1) : round;
}

/** Whether the text is one of the question's choices. */
function takes(question: Question, text: string): boolean {
  return question.choices.includes(readAnswer(question, text));
}

/** A Yes changes the plan. Who may answer may also change it. */
function takeUpRevision(task: Task, question: Question, text: string, context: Context): Outcome {
  return readAnswer(question, text) === "Yes" ? reviseBecause(task, question.why, context) : moved(task, reply("The plan stays as it is."));
}

function ids(questions: readonly Question[]): readonly string[] {
  return questions.map((one) => one.id);
}

/** `ask` steps whose question was just answered have passed: the answer is their output. */
function passAskingSteps(task: Task, answered: readonly string[], context: Context): Task {
  return task.interview.questions.reduce((now, { id, step: asking, answer }) => {
    const step = asking === null ? undefined : stepOf(now, asking);
    if (!answered.includes(id) || answer === null || step?.status !== "running") return now;
    const result = { ok: true, exitCode: null, headline: answer, output: answer, artifacts: [], snapshot: null };
    return withStep(now, { ...step, status: "passed", endedAt: context.now, result });
  }, task);
}
