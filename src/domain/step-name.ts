import type { Step } from "./step.ts";

/** The steps people see, in the order of their numbers on the card: what a repair replaced has none any more. */
export function numbered<One extends Pick<Step, "status">>(steps: readonly One[]): readonly One[] {
  return steps.filter((step) => step.status !== "superseded");
}

/** The step people mean: by its id, or by its number on the card. */
export function stepNamed<One extends Pick<Step, "id" | "status">>(steps: readonly One[], name: string): One | undefined {
  const shown = numbered(steps);
  return shown.find((step) => step.id === name) ?? (/^\d+$/.test(name) ? shown[Number(name) - 1] : undefined);
}

/** What can be named, for a refusal: `1 lint, 2 unit`. */
export function listNames(steps: readonly Pick<Step, "id" | "status">[]): string {
  return numbered(steps)
    .map((step, index) => `${index + 1} ${step.id}`)
    .join(", ");
}
