import type { BriefContent } from "../../domain/brief.ts";
import type { Needs } from "../../domain/needs.ts";
import { clipped, quoted } from "../../domain/quotation.ts";
import type { Step, StepSpec } from "../../domain/step.ts";

/** What one step's output may take of a prompt, in characters. */
const longestOutput = 12_000;

/** The brief as it was agreed. */
export function quoteBrief(brief: BriefContent): string {
  const { title, goal, constraints, criteria, entities, assumptions } = brief;
  return quoted("the brief", JSON.stringify({ title, goal, constraints, criteria, entities, assumptions }, null, 1));
}

/** Steps as a plan has them, without what became of them. */
export function quoteSteps(origin: string, steps: readonly StepSpec[]): string {
  const shown = steps.map(({ id, title, kind, input, dependsOn, needs, tier, criteria, agent, verify }) => ({
    ...{ id, title, kind, input, dependsOn, needs, tier, criteria, agent, verify },
  }));
  return quoted(origin, JSON.stringify(shown, null, 1));
}

/** Steps with how they ended and what they put out. */
export function quoteResults(steps: readonly Step[]): string | null {
  return steps.length === 0 ? null : steps.map(quoteResult).join("\n");
}

function quoteResult({ id, kind, title, status, reason, result }: Step): string {
  const exit = typeof result?.exitCode === "number" ? `, exit ${result.exitCode}` : "";
  const artifacts = result?.artifacts.map((artifact) => artifact.name).join(", ");
  const lines = [
    reason && `reason: ${reason}`,
    artifacts && `artifacts: ${artifacts}`,
    result ? clipped(result.output, longestOutput) : "no output",
  ];
  return quoted(`step ${id} (${kind}, ${status}${exit}): ${title}`, lines.filter((line) => line).join("\n"));
}

/** Outputs of earlier steps by id. */
export function quoteOutputs(outputs: Readonly<Record<string, string>>): string | null {
  const all = Object.entries(outputs).map(([id, output]) => quoted(`output of step ${id}`, clipped(output, longestOutput)));
  return all.length === 0 ? null : all.join("\n");
}

/** Texts of one origin, such as remembered facts; null when there are none. */
export function quoteAll(origin: string, texts: readonly string[]): string | null {
  return texts.length === 0 ? null : quoted(origin, texts.map((text) => clipped(text, longestOutput)).join("\n"));
}

/** What was wrong with the last try, for another one (product: 2.3). */
export function quoteFeedback(feedback: readonly string[]): string | null {
  return feedback.length === 0 ? null : `Your last answer was refused. Cure every point:\n${quoted("the validation", feedback.join("\n"))}`;
}

/** What may be asked for at most without another approval. */
export function quoteNeeds(origin: string, needs: Needs): string {
  return quoted(origin, JSON.stringify(needs));
}
