import type { Context } from "./context.ts";
import type { Question } from "./interview.ts";
import type { Task } from "./task.ts";

/** The topic of the question "Revise the plan?"; its `why` holds what to change. */
const topic = "revise";

/** Whether it offers a change of the plan. An interview's questions have rounds, and topics of a model's own choice. */
export function isOffer(question: Question): boolean {
  return question.step === null && question.round === 0 && question.topic === topic;
}

/** Offers to change the plan (product: 2.1). It lapses with any decision, and by itself. */
export function offerRevision(instruction: string, context: Context): Question {
  return {
    id: context.mint("qst"),
    step: null,
    topic,
    text: `Revise the plan: "${instruction}"?`,
    choices: ["Yes", "No"],
    why: instruction,
    round: 0,
    askedAt: context.now,
    expiresAt: context.now + context.policy.approvals.expiresMs,
    reminders: 0,
    answer: null,
    answeredBy: null,
  };
}

/** Something was decided since: an offer about the plan as it was is no offer any more. */
export function closeOffers(task: Task): Task {
  const questions = task.interview.questions.map(
    (one): Question => (isOffer(one) && one.answer === null ? { ...one, answer: "(lapsed)" } : one),
  );
  return { ...task, interview: { ...task.interview, questions } };
}
