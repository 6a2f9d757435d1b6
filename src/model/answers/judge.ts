import { z } from "zod";
import { line, prose, share } from "./text.ts";

const JudgedCriterion = z.object({ id: line(), met: z.boolean().nullable(), score: share(), evidence: prose() });

/** The judgement per criterion, and what to do about it (model.md: judge). */
export const JudgeAnswer = z.object({ criteria: z.array(JudgedCriterion), instructions: prose().nullable() });
export type JudgeAnswer = z.infer<typeof JudgeAnswer>;
