import type { Brief } from "../../domain/brief.ts";
import { clipped, quoted } from "../../domain/quotation.ts";
import type { Step } from "../../domain/step.ts";
import type { CheckOutcome } from "../../domain/verification.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteAll, quoteBrief, quoteResults } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "judge/1";

export type JudgeFacts = {
  readonly brief: Brief;
  /** Ids of the criteria to judge: all of the brief's for a task, those a step serves for a step. */
  readonly criteria: readonly string[];
  readonly steps: readonly Step[];
  readonly checks: readonly CheckOutcome[];
  /** The actual diff, or null when nothing changed. */
  readonly diff: string | null;
  readonly transcript: Transcript;
};

/** What the diff may take of the prompt, in characters. */
const longestDiff = 120_000;

const rules = `Judge each of the named criteria by what the outputs and the diff show, not by what anybody claims.
met is true only with evidence, false when the evidence is against it, null when the material does not tell. score is from 0 (not at all) to 1 (fully). evidence quotes the material word for word.
instructions is null when everything is met; otherwise it says exactly what to change, for whoever does the rework.`;

/** Whether the criteria are met (product: 2.7). */
export function judgePrompt(facts: JudgeFacts): ModelMessage[] {
  return compose(rules, [
    quoteTranscript(facts.transcript),
    quoteBrief(facts.brief),
    quoteAll("the list of criteria to judge", facts.criteria),
    ...facts.checks.map((check) => quoted(`check ${check.name} (${check.state.replace("-", " ")})`, check.evidence)),
    quoteResults(facts.steps),
    facts.diff === null ? "Nothing was changed in the workspace." : quoted("the diff", clipped(facts.diff, longestDiff)),
  ]);
}
