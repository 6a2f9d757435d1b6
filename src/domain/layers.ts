import { layoutOf } from "./dag.ts";
import type { Step } from "./step.ts";
import { numbered } from "./step-name.ts";

/** A step with its number on the card. */
type Numbered = { readonly number: number; readonly step: Step };

/** The steps of a plan in the order in which they can run: each layer waits for the one before, and its steps stand side by side. */
export function layersOf(steps: readonly Step[]): readonly (readonly Numbered[])[] {
  const shown = numbered(steps);
  const layout = layoutOf(shown);
  const layers: Numbered[][] = [];
  shown.forEach((step, index) => {
    const layer = layout.get(step.id)?.layer ?? 0;
    for (let depth = layers.length; depth <= layer; depth += 1) layers.push([]);
    layers[layer]?.push({ number: index + 1, step });
  });
  return layers;
}
