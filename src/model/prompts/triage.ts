import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteAll } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "triage/1";

export type TriageFacts = {
  readonly transcript: Transcript;
  /** Names of the spaces this room may use. */
  readonly spaces: readonly string[];
  /** Names of the written procedures. */
  readonly procedures: readonly string[];
  /** Rounds of questions already asked. */
  readonly round: number;
};

const rules = `Decide what the requester's latest message, read in its conversation, is:
- chat: talk that asks for no work. Answer it in reply, at once and completely; no questions.
- question: one read-only look answers it. light: a small read-only errand. Neither needs a plan.
- task: anything else that asks for work, above all anything that changes something.
For everything but chat: give a title of at most ten words, and score from 0 to 1 how clear the goal, the constraints and the success criteria are; null where you cannot tell.
Ask only what changes the work and is not already answered, at most three questions; none when the request is clear. Offer choices where there are few answers; say why only if it is not obvious.
Name the space the request is about if it is one of the known ones, else null.`;

/** Chat or task; how clear; what to ask. */
export function triagePrompt(facts: TriageFacts): ModelMessage[] {
  return compose(rules, [
    `Rounds of questions asked so far: ${facts.round}.`,
    quoteAll("the list of spaces", facts.spaces),
    quoteAll("the list of written procedures", facts.procedures),
    quoteTranscript(facts.transcript),
  ]);
}
