import type { Paint } from "../adapters/terminal/paint.ts";
import { wrap } from "../adapters/terminal/width.ts";
import { layoutOf } from "../domain/dag.ts";
import { layersOf } from "../domain/layers.ts";
import { sayNeeds } from "../domain/need-table.ts";
import type { Plan } from "../domain/plan.ts";
import { type Step, writesShared } from "../domain/step.ts";

/** A plan for people: who made it and why, and its steps by layers, with what each would do and asks of the outside. */
export function renderPlan(plan: Plan, width: number, paint: Paint): string {
  const { version, reason, madeBy, steps } = plan;
  const made = [reason, madeBy === null ? "" : `by ${madeBy}`].filter((part) => part !== "").join(" · ");
  const layers = layersOf(steps);
  const lines = layers.flatMap((layer, depth) => [
    ...(layers.length > 1 ? [paint.dim(`  ${headOf(depth, layer)}`)] : []),
    ...layer.flatMap(({ number, step }) => wrap(`${String(number).padStart(3)}. ${stepWords(step)}`, width, "     ")),
  ]);
  const replaced = steps.filter((step) => step.status === "superseded").map((step) => paint.dim(`     (replaced: ${step.title})`));
  return [paint.bold(`Plan v${version}${made === "" ? "" : `: ${made}`}`), ...lines, ...replaced].join("\n");
}

/** A plan as data, with the place of each step in a picture of it. */
export function planJson(plan: Plan) {
  const layout = [...layoutOf(plan.steps)].map(([step, place]) => ({ step, ...place }));
  return { ...plan, layout };
}

/** Steps that write in the task's own files take turns, whatever their layer. */
function headOf(depth: number, layer: ReturnType<typeof layersOf>[number]): string {
  const word = depth === 0 ? "first" : "then";
  if (layer.length === 1) return word;
  return layer.filter(({ step }) => writesShared(step)).length > 1 ? `${word}, in any order` : `${word}, side by side`;
}

function stepWords(step: Step): string {
  const asks = step.manual ? ["asked before it starts"] : [];
  const own = step.isolated ? ["in a copy of its own"] : [];
  const agent = step.agents.length > 0 ? [`by ${step.agents.join(", else ")}`] : [];
  return `${step.title} — ${step.summary} · ${[step.tier, ...agent, ...own, ...sayNeeds(step.needs), ...asks].join(", ")}`;
}
