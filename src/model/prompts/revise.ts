import type { Brief } from "../../domain/brief.ts";
import { quoted } from "../../domain/quotation.ts";
import type { Step } from "../../domain/step.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { type Ground, planRules, quoteGround } from "./ground.ts";
import { quoteBrief, quoteFeedback, quoteResults, quoteSteps } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "revise/5";

export type ReviseFacts = Ground & {
  readonly brief: Brief;
  readonly transcript: Transcript;
  /** The plan as it stands, with what has run of it. */
  readonly steps: readonly Step[];
  /** The wanted change, or what the evaluation found missing. */
  readonly change: string;
  readonly feedback: readonly string[];
};

const rules = `The plan has to change. Give the whole new plan, not only the difference, and in reason what changed and why.
Change what the wish asks for and nothing else: steps that stay keep their id, input and needs exactly, and what has passed is not run again. What a step changed that is not listed any more is undone, and steps that changed files after it run again.
brief is null unless the goal, the constraints or the criteria themselves change; then it is the whole new brief, with the same ids for criteria that stay.
${planRules}`;

/** A changed plan on request, or for a new generation (product: 2.4, 2.7). */
export function revisePrompt(facts: ReviseFacts): ModelMessage[] {
  const ran = facts.steps.filter((step) => step.result !== null);
  return compose(rules, [
    ...quoteGround(facts),
    quoteTranscript(facts.transcript),
    quoteBrief(facts.brief),
    quoteSteps("the present plan", facts.steps),
    quoteResults(ran),
    `The change:\n${quoted("the request for a change", facts.change)}`,
    quoteFeedback(facts.feedback),
  ]);
}
