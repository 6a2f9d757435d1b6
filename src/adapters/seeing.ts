import { type Card, isBegun } from "../domain/card.ts";
import { isEnded } from "../domain/task.ts";
import type { Shown } from "./adapter.ts";

/**
 * Whether there is anything to see. A card appears when work begins: until then questions and the plan say everything. What ended
 * before anything was done has its result alone, but for a card that may be there though nobody heard of it: it is brought to its end.
 */
export function isSeen({ content, refs, task, isDoubtful }: Pick<Shown, "content" | "refs" | "task" | "isDoubtful">): boolean {
  if (content.kind === "post") return true;
  const { card } = content;
  return task !== null && (refs.length > 0 || (isBegun(card) && (isDoubtful || !isEnded(card.stage) || isWorkedOn(card))));
}

function isWorkedOn({ steps }: Pick<Card, "steps">): boolean {
  return steps.some(({ status }) => status !== "pending" && status !== "cancelled" && status !== "skipped");
}
