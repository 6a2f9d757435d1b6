import type { Context } from "./context.ts";
import { makeQuestion, type Offer, openQuestions, type Question } from "./interview.ts";
import type { Principal } from "./principal.ts";
import type { Task } from "./task.ts";

/** Whether it offers something instead of asking for a fact: it can be left alone, and lapses by itself. */
export function isOffer(question: Question): boolean {
  return question.offer !== null;
}

/** Questions that wait for a fact. */
export function openFacts(questions: readonly Question[]): readonly Question[] {
  return openQuestions(questions).filter((one) => !isOffer(one));
}

/** Offers to change the plan (product: 2.1); `by`: whose words it takes up, where that is not the requester. It lapses with any decision, and by itself. */
export function offerRevision(instruction: string, by: Principal | null, context: Context): Question {
  const whose = by === null ? "" : ` as ${by.name} says`;
  return offered({ kind: "revise", instruction }, `Revise the plan${whose}: "${instruction}"?`, ["Yes", "No"], context);
}

/** Offers another person's answer to whoever directs the task: it is used when they take it with one tap (product: 2.1). */
export function offerAnswer(questions: readonly Question[], text: string, by: Principal, context: Context): Question {
  const about = questions.map((one) => one.text).join(" / ");
  const offer: Offer = { kind: "take", questions: questions.map((one) => one.id), text, by };
  return offered(offer, `Take ${by.name}'s answer to "${about}": "${text}"?`, ["Take it", "No"], context);
}

/** Offers to begin a new topic as a task of its own, beside this one (product: 2.1). */
export function offerTask(request: string, by: Principal, context: Context): Question {
  return offered({ kind: "start", request, by }, `Start a new task beside this one: "${request}"?`, ["Yes", "No"], context);
}

function offered(offer: Offer, text: string, choices: readonly string[], context: Context): Question {
  return makeQuestion({ step: null, topic: offer.kind, text, choices, why: null, round: 0, offer }, context);
}

/** Something was decided since: an offer about the plan as it was is no offer any more. */
export function closeOffers(task: Task): Task {
  return lapseOffers(task, (offer) => offer.kind === "revise");
}

/** Drops the open offers of a kind. */
export function lapseOffers(task: Task, which: (offer: Offer) => boolean): Task {
  const questions = task.interview.questions.map(
    (one): Question => (one.offer !== null && one.answer === null && which(one.offer) ? { ...one, answer: "(lapsed)" } : one),
  );
  return { ...task, interview: { ...task.interview, questions } };
}
