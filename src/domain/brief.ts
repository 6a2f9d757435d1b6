import { z } from "zod";

/** One thing that must be true at the end. `must: true` makes an unmet one red, whatever the score (product: 2.7). */
export const Criterion = z.object({ id: z.string(), text: z.string(), must: z.boolean() });
export type Criterion = z.infer<typeof Criterion>;

const Entity = z.object({ name: z.string(), type: z.string(), description: z.string() });

/** The agreed spec. Immutable: a change is a new generation with its reason (product: 2.2). */
export const BriefContent = z.object({
  title: z.string(),
  goal: z.string(),
  constraints: z.array(z.string()),
  criteria: z.array(Criterion),
  entities: z.array(Entity),
  assumptions: z.array(z.string()),
});
export type BriefContent = z.infer<typeof BriefContent>;

/** What a planner has to mend in a brief: without criteria nothing could be judged (product: 2.7). A recipe's may be bare. */
export function briefErrors(brief: BriefContent): readonly string[] {
  return brief.criteria.length > 0 ? [] : ["the brief has no acceptance criteria; give at least one that can be checked."];
}

export type Brief = BriefContent & {
  /** 1 for the first; a new generation names its reason. */
  readonly generation: number;
  readonly reason: string | null;
};
