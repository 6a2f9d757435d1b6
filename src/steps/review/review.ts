import { z } from "zod";
import type { Usage } from "../../domain/budget.ts";
import { nothing } from "../../domain/needs.ts";
import { brokenBy, withoutModel } from "../outcome.ts";
import type { ReviewAnswer, StepKind, StepOutcome } from "../step.ts";
import { readContent } from "./content.ts";

const ReviewInput = z.object({ artifact: z.string().trim().min(1, "must name a step, an artifact or a file") });
type ReviewInput = z.infer<typeof ReviewInput>;

/** Judges what an artifact says, not that it exists (product: 2.3). The verdict `fail` fails the step. */
export const review: StepKind<ReviewInput> = {
  name: "review",
  purpose: "judge the content of an earlier step's output (its id), of an artifact (its name) or of a workspace file (its path)",
  input: ReviewInput,
  baseTier: "read",
  chained: true,
  last: false,
  needs: () => nothing,
  summarise: ({ artifact }) => `reviews ${artifact}`,
  commands: () => [],
  run: async ({ artifact }, context) => {
    if (context.think === null) return withoutModel("review");
    const content = await readContent(artifact, context);
    if (!content.ok) return content.outcome;
    context.report(`reviewing ${artifact}`);
    const { result, usage } = await context.think.review({ artifact, content: content.text, material: context.outputs });
    return result.ok ? judge(result.value, usage) : brokenBy(result.fault, usage);
  },
};

function judge({ verdict, findings }: ReviewAnswer, usage: Usage): StepOutcome {
  const lines = findings.map(({ severity, place, text }) => `- ${[severity, place].filter((part) => part !== "").join(" ")}: ${text}`);
  const count = findings.length === 1 ? "1 finding" : `${findings.length === 0 ? "no" : findings.length} findings`;
  const headline = `${verdict}, ${count}`;
  const trace = { headline, output: [headline, ...lines].join("\n"), exitCode: null, artifacts: [], usage };
  if (verdict !== "fail") return { kind: "passed", ...trace };
  return {
    kind: "failed",
    reason: findings[0] === undefined ? "the review failed it" : `the review failed it: ${findings[0].text}`,
    ...trace,
  };
}
