import { z } from "zod";
import { BriefAnswer } from "./brief.ts";
import { StepDraft } from "./step-draft.ts";
import { prose } from "./text.ts";

/** A changed plan, and a changed brief where the wish itself changed (model.md: revise). */
export const ReviseAnswer = z.object({ reason: prose(), brief: BriefAnswer.nullable(), steps: z.array(StepDraft) });
export type ReviseAnswer = z.infer<typeof ReviseAnswer>;
