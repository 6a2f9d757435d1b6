import { isBegun } from "../domain/card.ts";
import { isEnded } from "../domain/task.ts";
import type { Shown } from "./adapter.ts";

/**
 * Whether there is anything to see. A card appears when work begins: until then questions and the plan say everything, and from the
 * end on the result does. One that may be there though nobody heard of it is brought to its end.
 */
export function isSeen({ content, refs, task, isDoubtful }: Pick<Shown, "content" | "refs" | "task" | "isDoubtful">): boolean {
  if (content.kind === "post") return true;
  const { card } = content;
  return task !== null && (refs.length > 0 || (isBegun(card) && (isDoubtful || !isEnded(card.stage))));
}
