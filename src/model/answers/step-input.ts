import { z } from "zod";
import { leniently } from "../shape.ts";
import { document, line, prose, said } from "./text.ts";

/** One program and its arguments; a command string is split without a shell (model.md: Step). */
const Argv = z.object({
  argv: z
    .array(prose())
    .min(1)
    .meta(leniently({ split: true })),
});

/** What a step says of itself, by kind (model.md: Step). Shapes the question and the reading; the step kinds themselves validate. */
export const stepInputs = {
  research: z.object({ query: said(prose()) }),
  draft: z.object({ text: document().nullable(), instruction: prose() }),
  implement: z.object({ spec: said(prose()) }),
  shell: z.object({ command: said(prose()) }),
  execute: Argv,
  test: Argv,
  review: z.object({ artifact: said(prose()) }),
  notify: z.object({ to: line(), text: said(prose()) }),
  ask: z.object({ question: said(prose()), choices: z.array(line()) }),
  tool: z.object({ server: said(line()), name: said(line()), arguments: z.record(z.string(), z.json()) }),
};
