import type { Brief } from "../../domain/brief.ts";
import type { Needs } from "../../domain/needs.ts";
import { quoted } from "../../domain/quotation.ts";
import type { Step } from "../../domain/step.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { type Ground, planRules, quoteGround } from "./ground.ts";
import { quoteBrief, quoteFeedback, quoteNeeds, quoteResults } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "repair/6";

export type RepairFacts = Ground & {
  readonly brief: Brief;
  readonly transcript: Transcript;
  readonly succeeded: readonly Step[];
  /** Failed steps with their reason and output. */
  readonly failed: readonly Step[];
  /** What the judge found missing, where every step passed and the result is still not good enough; null otherwise. */
  readonly judged: string | null;
  /** What was approved: within it the repair runs unasked (product: 2.4). */
  readonly approved: Needs;
  readonly feedback: readonly string[];
};

const rules = `Some steps failed for good, or the judge found the result not good enough. Give one to six steps that reach what they were for; replaces names the failed steps they stand in for. reason says what went wrong and why this will work.
Cure the cause the output shows; do not repeat what failed, and where a test failed, end in a test that proves the same; never repeat what succeeded: its outputs are still there and new steps may depend on it. What a failed step changed is undone: the files are as the steps that succeeded left them. Stay within the approved needs if at all possible. New ids must not be used already.
If it cannot be cured, give one honest notify step that says what is missing.
${planRules}`;

/** Steps in place of failed ones (product: 2.5). */
export function repairPrompt(facts: RepairFacts): ModelMessage[] {
  return compose(rules, [
    ...quoteGround(facts),
    quoteTranscript(facts.transcript),
    quoteBrief(facts.brief),
    quoteNeeds("the approved needs", facts.approved),
    `What succeeded:\n${quoteResults(facts.succeeded) ?? "nothing yet"}`,
    `What failed:\n${quoteResults(facts.failed) ?? "nothing"}`,
    facts.judged && quoted("the judge", facts.judged),
    quoteFeedback(facts.feedback),
  ]);
}
