import { z } from "zod";
import { leniently } from "../shape.ts";
import { line, prose, said, share } from "./text.ts";

const AskedQuestion = z.object({ id: line(), text: said(prose()), choices: z.array(line()), why: prose().nullable() });

/** Chat or task, how clear it is and what to ask (model.md: triage). More than three questions are cut to three (product: 2.1). */
export const TriageAnswer = z.object({
  kind: z.enum(["chat", "task", "question", "light"]),
  reply: prose().nullable(),
  title: line(),
  clarity: z.object({ goal: share().nullable(), constraints: share().nullable(), success: share().nullable() }),
  questions: z
    .array(AskedQuestion)
    .max(3)
    .meta(leniently({ cut: true })),
  space: line().nullable(),
});
export type TriageAnswer = z.infer<typeof TriageAnswer>;
