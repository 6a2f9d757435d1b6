import { z } from "zod";
import { line, prose, said } from "./text.ts";

/** The words of the report (model.md: summary). */
export const SummaryAnswer = z.object({
  headline: said(line()),
  done: z.array(prose()),
  not_done: z.array(z.object({ what: prose(), why: prose() })),
  next: z.array(prose()),
});
export type SummaryAnswer = z.infer<typeof SummaryAnswer>;
