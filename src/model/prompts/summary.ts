import type { Brief } from "../../domain/brief.ts";
import { quoted } from "../../domain/quotation.ts";
import type { Step } from "../../domain/step.ts";
import type { Evaluation } from "../../domain/verdict.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteBrief, quoteResults } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "summary/1";

export type SummaryFacts = {
  readonly brief: Brief;
  readonly steps: readonly Step[];
  readonly evaluation: Evaluation | null;
  readonly transcript: Transcript;
};

const rules = `Write the report for the requester. headline is the outcome in one sentence, the answer itself where a question was asked. done lists what was achieved, with the numbers and names that matter. not_done lists what was asked for and is missing, each with the honest reason. next lists what the requester may want to do now; leave it empty when nothing is open.
The evaluation is decided: report it, do not soften it.`;

/** The words of the report (product: 2.8). */
export function summaryPrompt(facts: SummaryFacts): ModelMessage[] {
  return compose(rules, [
    quoteTranscript(facts.transcript),
    quoteBrief(facts.brief),
    quoteResults(facts.steps),
    facts.evaluation && quoted("the evaluation", JSON.stringify(facts.evaluation, null, 1)),
  ]);
}
