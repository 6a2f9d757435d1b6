import { z } from "zod";
import { line, prose } from "./text.ts";

const Finding = z.object({ severity: line(), place: line(), text: prose() });

/** What was found in an artifact's content (model.md: review). */
export const ReviewAnswer = z.object({ findings: z.array(Finding), verdict: z.enum(["pass", "concerns", "fail"]) });
export type ReviewAnswer = z.infer<typeof ReviewAnswer>;
