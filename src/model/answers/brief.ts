import { z } from "zod";
import { BriefContent, Criterion } from "../../domain/brief.ts";
import { line, prose, said } from "./text.ts";

/** A criterion that does not say how much it matters must hold: the stricter reading. */
const ProposedCriterion = Criterion.extend({ id: said(line()), text: said(prose()), must: z.boolean().default(true) });

/** The agreed spec as the model words it (model.md: brief). A brief without a goal is none. */
export const BriefAnswer = BriefContent.extend({
  title: line(),
  goal: said(prose()),
  constraints: z.array(prose()),
  criteria: z.array(ProposedCriterion),
  assumptions: z.array(prose()),
});
export type BriefAnswer = z.infer<typeof BriefAnswer>;
