import { z } from "zod";
import { prose } from "./text.ts";

/** What a message near an open approval or during a run means (model.md: classify). */
export const ClassifyAnswer = z.object({
  kind: z.enum(["assent", "question", "change", "answer", "new_task", "stop", "chat"]),
  reply: prose().nullable(),
  instruction: prose().nullable(),
});
export type ClassifyAnswer = z.infer<typeof ClassifyAnswer>;
