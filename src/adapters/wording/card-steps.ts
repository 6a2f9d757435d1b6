import type { CardStep } from "../../domain/card.ts";

export type Group = { readonly count: number; readonly status: "complete" | "pending" };
export type Placed = { readonly step: CardStep; readonly place: number };
type Shown = Placed | Group;

/** Steps beside each other that are done, or that are to come, as one; what is going on, or went wrong, stays by itself. */
function folded(steps: readonly Placed[]): readonly Shown[] {
  const shown: Shown[] = [];
  for (const placed of steps) {
    const status = foldsAs(placed.step);
    const last = shown.at(-1);
    const group = last && "count" in last && last.status === status ? last : null;
    if (group !== null) shown[shown.length - 1] = { ...group, count: group.count + 1 };
    else shown.push(status === null ? placed : { status, count: 1 });
  }
  return shown;
}

function foldsAs({ status, finding }: CardStep): Group["status"] | null {
  if (status === "pending") return "pending";
  return status === "passed" && !finding ? "complete" : null;
}

/** A plan's steps as a card shows at most so many of them; what does not fit is one group at the end. */
export function stepsShown(
  steps: readonly CardStep[],
  { folds, most }: { readonly folds: boolean; readonly most: number },
): readonly Shown[] {
  const places = steps.map((step, place) => ({ step, place }));
  const shown = folds ? folded(places) : places;
  const more = shown.length - most;
  return more <= 0 ? shown : [...shown.slice(0, most - 1), { count: more + 1, status: "pending" }];
}

/** `3 steps to come`. */
export function groupWords({ count, status }: Group): string {
  return `${count} ${count === 1 ? "step" : "steps"} ${status === "complete" ? "done" : "to come"}`;
}
