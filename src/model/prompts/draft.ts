import type { Brief } from "../../domain/brief.ts";
import { quoted } from "../../domain/quotation.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteBrief, quoteOutputs } from "./material.ts";
import { quoteTranscript, type Transcript } from "./transcript.ts";

export const version = "draft/1";

export type DraftFacts = {
  readonly instruction: string;
  readonly brief: Brief | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly transcript: Transcript;
};

const rules = `Write the text that is asked for, complete and ready to use, and nothing around it: no preface, no remarks, no placeholders. Facts come from the material only.`;

/** A text written to an instruction. */
export function draftPrompt(facts: DraftFacts): ModelMessage[] {
  return compose(rules, [
    quoteTranscript(facts.transcript),
    facts.brief && quoteBrief(facts.brief),
    quoteOutputs(facts.outputs),
    `The text to write:\n${quoted("the draft step", facts.instruction)}`,
  ]);
}
