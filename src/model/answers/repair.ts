import { z } from "zod";
import { StepDraft } from "./step-draft.ts";
import { line, prose } from "./text.ts";

/** One to six steps in place of the failed ones (model.md: repair). */
export const RepairAnswer = z.object({ reason: prose(), steps: z.array(StepDraft).min(1).max(6), replaces: z.array(line()) });
export type RepairAnswer = z.infer<typeof RepairAnswer>;
