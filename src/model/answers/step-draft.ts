import { z } from "zod";
import { Needs } from "../../domain/needs.ts";
import type { StepDraft as ProposedStep } from "../../domain/plan.ts";
import { leniently, shapeOf } from "../shape.ts";
import { stepInputs } from "./step-input.ts";
import { line, prose } from "./text.ts";

const shapes = Object.fromEntries(Object.entries(stepInputs).map(([kind, input]) => [kind, shapeOf(input)]));

/**
 * One step of a plan (model.md: Step). The model is asked for a known kind and its exact input; what comes back is read
 * by that kind's shape but not refused here, because the plan's validation names the step and the cure (product: 2.3).
 */
export const StepDraft = z.object({
  id: line(),
  title: line(),
  kind: line().meta({ enum: Object.keys(stepInputs), ...leniently({ aliases: { plan: "draft" } }) }),
  input: z.json().meta(leniently({ shapedBy: { key: "kind", shapes } })),
  dependsOn: z.array(line()),
  independent: z.boolean().default(false),
  needs: Needs,
  tier: line().nullable(),
  criteria: z.array(line()),
  agent: line().nullable(),
  timeoutSeconds: z.number().nullable(),
  verify: prose().nullable(),
}) satisfies z.ZodType<ProposedStep>;
