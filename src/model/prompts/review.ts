import type { Brief } from "../../domain/brief.ts";
import { clipped, quoted } from "../../domain/quotation.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteBrief, quoteOutputs } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "review/1";

export type ReviewFacts = {
  /** Its name, and its content: never only its name (product: 2.3). */
  readonly artifact: string;
  readonly content: string;
  readonly brief: Brief | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly transcript: Transcript;
};

/** What the content under review may take of the prompt, in characters. */
const longestContent = 200_000;

const rules = `Review the content against the brief. findings lists what is wrong or risky: severity (high, medium, low), place (file and line, or section), and what it is and how to cure it. Report what the content shows, not what might be elsewhere; praise is no finding.
verdict: pass when nothing of weight was found, concerns when it can be used with care, fail when it must not be used as it is.`;

/** Judges an artifact's content. */
export function reviewPrompt(facts: ReviewFacts): ModelMessage[] {
  return compose(rules, [
    quoteTranscript(facts.transcript),
    facts.brief && quoteBrief(facts.brief),
    quoteOutputs(facts.outputs),
    `The content to review:\n${quoted(`artifact ${facts.artifact}`, clipped(facts.content, longestContent))}`,
  ]);
}
