import type { Brief } from "../../domain/brief.ts";
import { mayFanOut } from "../../domain/fan-out.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { type Ground, planRules, quoteGround } from "./ground.ts";
import { quoteBrief, quoteFeedback } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "plan/4";

export type PlanFacts = Ground & {
  readonly brief: Brief;
  readonly transcript: Transcript;
  /** Why the last try was refused; empty for the first. */
  readonly feedback: readonly string[];
};

const rules = `Plan the brief: the fewest steps that reach its goal and show that every criterion is met. reason says in a sentence or two why this way.
${planRules}`;

const fanOutRules = `- This brief has many criteria. Where groups of them are independent of each other, it may fan out: for each group one implement step with its own agent, independent true and exactly the paths its group needs in writes, so that no two branches change the same file. Each branch works in a copy of its own, beside the others, and is merged when it passed. Then one closing step that depends on every branch and judges the whole: a test, or a review of everything. Do not fan out what builds on each other.`;

/** The steps for a brief (product: 2.3). */
export function planPrompt(facts: PlanFacts): ModelMessage[] {
  const fansOut = mayFanOut(facts.brief.criteria) && facts.agents.length > 0;
  return compose(fansOut ? `${rules}\n${fanOutRules}` : rules, [
    ...quoteGround(facts),
    quoteTranscript(facts.transcript),
    quoteBrief(facts.brief),
    quoteFeedback(facts.feedback),
  ]);
}
