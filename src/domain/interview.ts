import type { Context } from "./context.ts";
import type { QuestionId } from "./id.ts";
import type { Policy } from "./policy.ts";
import type { Principal } from "./principal.ts";

/** How clear a request is, each 0–1; null where the model gave no score. */
export type Clarity = { readonly goal: number | null; readonly constraints: number | null; readonly success: number | null };

/** Something a person is asked, in the interview or by an `ask` step. Expires like an approval. */
export type Question = {
  readonly id: QuestionId;
  /** The step that asks, or null in the interview. */
  readonly step: string | null;
  /** Name of the procedure's parameter it asks for, or of the model's question. */
  readonly topic: string;
  readonly text: string;
  readonly choices: readonly string[];
  /** Told only when it is not obvious. */
  readonly why: string | null;
  readonly round: number;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly reminders: number;
  readonly answer: string | null;
  /** Account that answered. */
  readonly answeredBy: string | null;
  /** What is offered, where it asks for no fact; what its first choice says is done. */
  readonly offer: Offer | null;
};

/** Something that is done with one tap, and can be left alone (product: 2.1). */
export type Offer =
  | { readonly kind: "revise"; readonly instruction: string }
  /** Another person's answer to questions that are open. */
  | { readonly kind: "take"; readonly questions: readonly QuestionId[]; readonly text: string; readonly by: Principal }
  /** A new topic, as a task of its own. */
  | { readonly kind: "start"; readonly request: string; readonly by: Principal };

/** What is asked; the rest of a question follows from when it is asked. */
type Asking = Pick<Question, "step" | "topic" | "text" | "choices" | "why" | "round"> & { readonly offer?: Offer };

/** Makes a question that is asked now. It expires like an approval. */
export function makeQuestion({ offer, ...asking }: Asking, context: Context): Question {
  return {
    ...asking,
    id: context.mint("qst"),
    askedAt: context.now,
    expiresAt: context.now + context.policy.approvals.expiresMs,
    reminders: 0,
    answer: null,
    answeredBy: null,
    offer: offer ?? null,
  };
}

export type Interview = {
  readonly round: number;
  readonly clarity: Clarity | null;
  readonly questions: readonly Question[];
  /** The requester said "just proceed": open points become assumptions. */
  readonly proceed: boolean;
};

export const noInterview: Interview = { round: 0, clarity: null, questions: [], proceed: false };

/** What an unparseable triage counts as (product: 2.1). */
export const unreadableClarity: Clarity = { goal: 0.3, constraints: 0.2, success: 0.2 };

/** `1 − (0.4g + 0.3c + 0.3s)`; a missing score counts 0.5 (product: 2.1). */
export function ambiguity(clarity: Clarity): number {
  const score = (value: number | null) => Math.min(1, Math.max(0, value ?? 0.5));
  return 1 - (0.4 * score(clarity.goal) + 0.3 * score(clarity.constraints) + 0.3 * score(clarity.success));
}

/** Whether work may start: clear enough, out of rounds, or told to proceed. */
export function isReady(interview: Interview, policy: Policy["interview"]): boolean {
  if (interview.proceed || interview.round >= policy.rounds) return true;
  // 1 − 0.8 is 0.19999…; the tolerance keeps "exactly 0.2" ready whatever the order of the sum.
  return interview.clarity !== null && ambiguity(interview.clarity) <= policy.ready + 1e-9;
}

/** Questions still waiting for an answer, oldest first. */
export function openQuestions(questions: readonly Question[]): readonly Question[] {
  return questions.filter((question) => question.answer === null);
}

/** Questions that waited and do not any more: they were answered, dropped, or their task has ended. */
export function closedQuestions(before: readonly Question[], after: readonly Question[], isEnded: boolean): readonly Question[] {
  return openQuestions(before).flatMap((asked) => {
    const now = after.find(({ id }) => id === asked.id);
    return now?.answer === null && !isEnded ? [] : [now ?? asked];
  });
}

/** A choice said by its number or its words, else the text as it is. */
export function readAnswer(question: Pick<Question, "choices">, text: string): string {
  const said = text.trim();
  const byNumber = /^\d+$/.test(said) ? question.choices[Number(said) - 1] : undefined;
  const byWords = question.choices.find((choice) => choice.toLowerCase() === said.toLowerCase());
  return byNumber ?? byWords ?? said;
}
