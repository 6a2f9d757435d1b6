import { z } from "zod";
import { nothing } from "../../domain/needs.ts";
import { brokenBy, withoutModel } from "../outcome.ts";
import type { ResearchAnswer, StepKind } from "../step.ts";
import { readingTools } from "./tools.ts";

const ResearchInput = z.object({ query: z.string().trim().min(1, "must not be empty") });
type ResearchInput = z.infer<typeof ResearchInput>;

/** Answers a question about the workspace with read-only tools that run inside the sandbox. */
export const research: StepKind<ResearchInput> = {
  name: "research",
  purpose: "answer a question by listing, reading and searching the files of the workspace",
  input: ResearchInput,
  baseTier: "read",
  chained: false,
  last: false,
  needs: () => nothing,
  summarise: ({ query }) => `finds out: ${query}`,
  commands: () => [],
  run: async ({ query }, context) => {
    if (context.think === null) return withoutModel("research");
    const { result, usage } = await context.think.research({ query, material: context.outputs }, readingTools(context));
    if (!result.ok) return brokenBy(result.fault, usage);
    const output = write(result.value);
    const headline = result.value.answer.trim().split("\n")[0] ?? "";
    const trace = { headline, output, exitCode: null, artifacts: [], usage };
    if (headline !== "") return { kind: "passed", ...trace };
    return { kind: "failed", reason: "the research came back without an answer", ...trace };
  },
};

function write({ answer, sources }: ResearchAnswer): string {
  if (sources.length === 0) return answer.trim();
  const lines = sources.map(({ kind, ref, quote }) => `- ${kind} ${ref}${quote.trim() === "" ? "" : `: “${quote.trim()}”`}`);
  return `${answer.trim()}\n\nSources:\n${lines.join("\n")}`;
}
