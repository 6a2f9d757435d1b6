import type { Json } from "./json.ts";
import { outputVariable, referredSteps } from "./reference.ts";
import type { StepSpec } from "./step.ts";

/** Whether a step names another's output in its input: as a reference, or beside it. */
export function usesOutput(step: Pick<StepSpec, "input">, id: string): boolean {
  return referredSteps(textsIn(step.input)).includes(id) || readsOutput(step, id);
}

/** Whether a step reads another's output beside its input: as a file, as a variable, or as what it reviews. */
export function readsOutput({ input }: Pick<StepSpec, "input">, id: string): boolean {
  const file = new RegExp(`(?:\\$\\{?STEPS\\}?|/steps)/${id}(?![A-Za-z0-9_-])`);
  const variable = new RegExp(`\\b${outputVariable(id)}\\b`);
  const reviewed = [id, `steps.${id}`, `steps.${id}.output`].includes(reviewedIn(input));
  return reviewed || textsIn(input).some((text) => file.test(text) || variable.test(text));
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
