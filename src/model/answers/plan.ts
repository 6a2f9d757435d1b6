import { z } from "zod";
import { StepDraft } from "./step-draft.ts";
import { prose } from "./text.ts";

/** The steps for a brief (model.md: plan). */
export const PlanAnswer = z.object({ reason: prose(), steps: z.array(StepDraft) });
export type PlanAnswer = z.infer<typeof PlanAnswer>;
