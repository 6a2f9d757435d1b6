import { isBegun } from "../domain/card.ts";
import type { Shown } from "./adapter.ts";

/** Whether there is anything to see yet. A card appears when work begins: until then questions and the plan say everything. */
export function isSeen({ content, refs, task }: Pick<Shown, "content" | "refs" | "task">): boolean {
  if (content.kind === "post") return true;
  return task !== null && (isBegun(content.card) || refs.length > 0);
}
