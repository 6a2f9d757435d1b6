import type { Brief } from "../../domain/brief.ts";
import { quoted } from "../../domain/quotation.ts";
import type { ModelMessage } from "../model.ts";
import { compose } from "./composition.ts";
import { quoteBrief } from "./material.ts";
import { quoteTranscript, type Said, type Transcript } from "./transcript.ts";

export const version = "classify/1";

export type ClassifyFacts = {
  readonly transcript: Transcript;
  /** The message to classify. */
  readonly message: Said;
  /** What the task is doing or waiting for, in one line. */
  readonly situation: string;
  readonly brief: Brief | null;
  /** Open questions the message could answer. */
  readonly questions: readonly string[];
};

const rules = `A message came while a task waits for approval or runs. Say what it is:
- assent: agreement such as "lgtm". It decides nothing; the button does.
- question: asks about the task. Answer it in reply from the material; the plan stays.
- change: explicitly wants the work itself different. Put the wanted change into instruction, complete and in the requester's words.
- answer: answers one of the open questions. Put the answer into instruction.
- new_task: work that has nothing to do with this task. stop: wants it ended. chat: anything else.
Only an explicit wish is a change or a stop; in doubt it is a question or chat. reply and instruction are null where they are not called for.`;

/** What a message near an open approval or during a run means (product: 2.1). */
export function classifyPrompt(facts: ClassifyFacts): ModelMessage[] {
  return compose(rules, [
    quoted("the task's state", facts.situation),
    facts.brief && quoteBrief(facts.brief),
    ...facts.questions.map((question) => quoted("an open question", question)),
    quoteTranscript(facts.transcript),
    `The message to classify:\n${quoted(`${facts.message.author} (${facts.message.role})`, facts.message.text)}`,
  ]);
}
