import type { Json } from "./json.ts";
import { outputVariable, referredSteps } from "./reference.ts";
import type { StepSpec } from "./step.ts";

/** Whether a step names another's output in its input: as a reference, as a file, as a variable, or as what it reviews. */
export function usesOutput({ input }: Pick<StepSpec, "input">, id: string): boolean {
  const texts = textsIn(input);
  const file = new RegExp(`(?:\\$\\{?STEPS\\}?|/steps)/${id}(?![A-Za-z0-9_-])`);
  const variable = new RegExp(`\\b${outputVariable(id)}\\b`);
  const reviewed = [id, `steps.${id}`, `steps.${id}.output`].includes(reviewedIn(input));
  return reviewed || referredSteps(texts).includes(id) || texts.some((text) => file.test(text) || variable.test(text));
}

/** What a review judges may be a step, by its bare id. */
function reviewedIn(input: Json): string {
  const artifact = input !== null && typeof input === "object" && "artifact" in input ? input["artifact"] : null;
  return typeof artifact === "string" ? artifact.trim() : "";
}

function textsIn(input: Json): readonly string[] {
  if (typeof input === "string") return [input];
  if (input === null || typeof input !== "object") return [];
  return Object.values(input).flatMap(textsIn);
}
