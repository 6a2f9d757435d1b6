import type { Brief } from "../../domain/brief.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { type Ground, planRules, quoteGround } from "./ground.ts";
import { quoteBrief, quoteFeedback } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "plan/3";

export type PlanFacts = Ground & {
  readonly brief: Brief;
  readonly transcript: Transcript;
  /** Why the last try was refused; empty for the first. */
  readonly feedback: readonly string[];
};

const rules = `Plan the brief: the fewest steps that reach its goal and show that every criterion is met. reason says in a sentence or two why this way.
${planRules}`;

/** The steps for a brief (product: 2.3). */
export function planPrompt(facts: PlanFacts): ModelMessage[] {
  return compose(rules, [...quoteGround(facts), quoteTranscript(facts.transcript), quoteBrief(facts.brief), quoteFeedback(facts.feedback)]);
}
