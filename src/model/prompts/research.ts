import type { Brief } from "../../domain/brief.ts";
import { quoted } from "../../domain/quotation.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteBrief, quoteOutputs } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "research/1";

export type ResearchFacts = {
  readonly query: string;
  readonly brief: Brief | null;
  /** Outputs of the steps it builds on, by id. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly transcript: Transcript;
};

const rules = `Answer the question. Look with the tools until you know; they only read. Say plainly what you could not find out.
sources lists what the answer rests on: kind (file, command, page, conversation, step), ref (path and line, address or id) and a short verbatim quote. Without a source a claim is a guess: leave it out or call it one.`;

/** A question answered with read-only tools (product: 2.3). */
export function researchPrompt(facts: ResearchFacts): ModelMessage[] {
  return compose(rules, [
    quoteTranscript(facts.transcript),
    facts.brief && quoteBrief(facts.brief),
    quoteOutputs(facts.outputs),
    `The question:\n${quoted("the research step", facts.query)}`,
  ]);
}
