import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteAll, quoteFeedback } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "brief/1";

export type BriefFacts = {
  readonly transcript: Transcript;
  /** The space's name and what is known of it. */
  readonly space: string | null;
  readonly facts: readonly string[];
  /** Questions nobody answered; each becomes an assumption. */
  readonly open: readonly string[];
  readonly feedback: readonly string[];
};

const rules = `Write the brief that the requester and you agree on.
goal: what will be true at the end. constraints: what must not happen or must be kept. criteria: what can be checked at the end, each with a short id (c1, c2 …); must is true where the work is worthless without it. Give at least one criterion, and only such as follow from the conversation.
entities: the repositories, files, services and people it is about, verbatim. assumptions: everything you decided yourself, and every question left open with the answer you assume.`;

/** The agreed spec from the interview (product: 2.2). */
export function briefPrompt(facts: BriefFacts): ModelMessage[] {
  return compose(rules, [
    facts.space && quoteAll("the name of the space", [facts.space]),
    quoteAll("the space's facts", facts.facts),
    quoteTranscript(facts.transcript),
    quoteAll("the questions left open", facts.open),
    quoteFeedback(facts.feedback),
  ]);
}
