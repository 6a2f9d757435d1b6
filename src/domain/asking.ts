import { type Advanced, stepOf, withStep, wordAfter } from "./advance.ts";
import type { Context } from "./context.ts";
import type { AttemptOutcome } from "./event.ts";
import { makeQuestion, openQuestions, type Question } from "./interview.ts";
import { type Refusal, refuse } from "./record.ts";
import type { Step, StepResult } from "./step.ts";
import type { Task } from "./task.ts";

/** Questions about one step that its agents may ask; who still does not know enough then has failed. */
const mostQuestions = 3;

/**
 * An agent cannot go on without an answer (product: 2.6): a person is asked, by name of who asks, and nothing of the step is in
 * flight until then. What it did so far is kept for its next run, which gets the answer.
 */
export function askForAgent(task: Task, step: Step, asks: Extract<AttemptOutcome, { kind: "asks" }>, context: Context): Advanced {
  const { agent, question: said, choices } = asks;
  if (task.interview.questions.filter((one) => one.step === step.id).length >= mostQuestions) {
    const reason = `${agent} asked more than ${mostQuestions} questions; the last: ${said}`;
    return { task: withStep(task, { ...step, status: "failed", endedAt: context.now, reason, result: asks.result }), records: [] };
  }
  const why = `An agent asks: it does "${step.title}" and waits for this. Never answer with a secret.`;
  const question = makeQuestion({ step: step.id, topic: step.id, text: `${agent} asks: ${said}`, choices, why, round: 0 }, context);
  const result = { ...asks.result, ...keptWith(step, asks.result, context), asked: step.attempt };
  const waiting = withStep(task, { ...step, losses: 0, result });
  const interview = { ...waiting.interview, questions: [...waiting.interview.questions, question] };
  return { task: { ...waiting, interview }, records: [{ type: "post", post: { kind: "questions", questions: [question] } }] };
}

/** The files an attempt that asks leaves: where it kept none, as a branch, what an earlier one left stays the step's. */
function keptWith({ result: before }: Step, { snapshot }: StepResult, { now }: Context): Pick<StepResult, "snapshot" | "keptAt"> {
  if (snapshot !== null) return { snapshot, keptAt: now };
  return { snapshot: before?.snapshot ?? null, ...(before?.keptAt === undefined ? {} : { keptAt: before.keptAt }) };
}

/** The step is begun again, with the answer. Who let it run had not seen that (product: subset rule). */
export function goOnAnswered(step: Step, task: Task): Step {
  return { ...step, status: "pending", reason: null, allowedBy: wordAfter(step, task) };
}

/** An agent never gets a secret by asking for it (product: 2.6): words that look like one are no answer to what it asks. */
export function refuseSecret(task: Task, asked: readonly Question[], text: string, context: Context): Refusal | null {
  const isAgents = ({ step }: Question) => step !== null && (stepOf(task, step)?.agents.length ?? 0) > 0;
  if (!openQuestions(asked).some(isAgents) || !context.holdsSecret(text)) return null;
  return refuse("That looks like a secret, and an agent asks. It was not passed on: answer without it.");
}
