import { briefOf, type Task } from "../domain/task.ts";
import { DraftAnswer } from "../model/answers/draft.ts";
import { ResearchAnswer } from "../model/answers/research.ts";
import { ReviewAnswer } from "../model/answers/review.ts";
import { draftPrompt } from "../model/prompts/draft.ts";
import { researchPrompt } from "../model/prompts/research.ts";
import { reviewPrompt } from "../model/prompts/review.ts";
import type { StepThinking } from "../steps/step.ts";
import type { ModelMind } from "./model-thinker.ts";
import type { Transcript } from "./thinker.ts";

/** The model as the steps of one task see it: their facts, its brief and conversation. */
export function stepThinking({ model }: ModelMind, task: Task, transcript: Transcript, signal: AbortSignal): StepThinking {
  const brief = briefOf(task);
  return {
    research: ({ query, material }, tools) => {
      const messages = researchPrompt({ query, brief, outputs: material, transcript });
      return model.ask({ purpose: "research", schema: ResearchAnswer, messages, tools, signal });
    },
    draft: ({ instruction, material }) => {
      const messages = draftPrompt({ instruction, brief, outputs: material, transcript });
      return model.ask({ purpose: "draft", schema: DraftAnswer, messages, signal });
    },
    review: ({ artifact, content, material }) => {
      const messages = reviewPrompt({ artifact, content, brief, outputs: material, transcript });
      return model.ask({ purpose: "review", schema: ReviewAnswer, messages, signal });
    },
  };
}
