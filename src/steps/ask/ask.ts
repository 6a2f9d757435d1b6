import { z } from "zod";
import { nothing } from "../../domain/needs.ts";
import { broken } from "../outcome.ts";
import type { StepKind } from "../step.ts";

const AskInput = z.object({
  question: z.string().trim().min(1, "must not be empty"),
  choices: z.array(z.string().trim().min(1)).max(10).default([]),
});
type AskInput = z.infer<typeof AskInput>;

/** Asks a person while the plan runs; the answer is the step's output. The machine waits, so it is never run. */
export const ask: StepKind<AskInput> = {
  name: "ask",
  purpose: "ask a person something that only they know, while the plan runs; the answer is the step's output",
  input: AskInput,
  baseTier: "read",
  chained: false,
  last: false,
  needs: () => nothing,
  summarise: ({ question }) => `asks: ${question}`,
  commands: () => [],
  ask: ({ question, choices }) => ({ question, choices }),
  run: async () => broken("an ask step is answered by a person, it cannot be run"),
};
