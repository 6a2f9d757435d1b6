import { z } from "zod";
import { type Usage, usedNothing } from "../../domain/budget.ts";
import { nothing } from "../../domain/needs.ts";
import { resolveText } from "../../domain/reference.ts";
import { headOf } from "../../domain/whole-words.ts";
import { broken, brokenBy, withoutModel } from "../outcome.ts";
import type { StepContext, StepKind, StepOutcome } from "../step.ts";

const DraftInput = z
  .object({ text: z.string().nullable().default(null), instruction: z.string().default("") })
  .refine(({ text, instruction }) => text !== null || instruction.trim() !== "", "needs a text or an instruction");
type DraftInput = z.infer<typeof DraftInput>;

/** Writes a text. One that the plan already holds needs no model; no text at all is a failure (product: 2.3). */
export const draft: StepKind<DraftInput> = {
  name: "draft",
  purpose: "write a text: an answer, a message, a document",
  input: DraftInput,
  baseTier: "read",
  chained: false,
  last: false,
  needs: () => nothing,
  summarise: ({ text, instruction }) => (text === null ? `writes: ${firstSentence(instruction)}` : "keeps the text of the plan"),
  commands: () => [],
  run: async ({ text, instruction }, context) => {
    if (text !== null) {
      const resolved = resolveText(text, context);
      return resolved.ok ? keepText(resolved.value, usedNothing, context) : broken(resolved.error);
    }
    if (context.think === null) return withoutModel("draft");
    context.report("writing");
    const { result, usage } = await context.think.draft({ instruction, material: context.outputs });
    return result.ok ? keepText(result.value.text, usage, context) : brokenBy(result.fault, usage);
  },
};

async function keepText(text: string, usage: Usage, context: StepContext): Promise<StepOutcome> {
  if (text.trim() === "") {
    const reason = "the draft came back without text";
    return { kind: "failed", headline: reason, reason, output: "", exitCode: null, artifacts: [], usage };
  }
  const artifact = await context.keep(`${context.step.id}.md`, text);
  return { kind: "passed", headline: firstSentence(text), output: text, exitCode: null, artifacts: [artifact], usage };
}

function firstSentence(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > 120 ? `${headOf(line, 119)}…` : line;
}
