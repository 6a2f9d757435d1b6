import type { Card } from "./card.ts";
import type { Message } from "./message.ts";
import { isEnded } from "./task.ts";

/** Whether what is shown is news still: a task that has not ended, a decision or an answer that is waited for. */
export function isOngoing(shown: Card | Message): boolean {
  if (!("kind" in shown)) return !isEnded(shown.stage);
  switch (shown.kind) {
    case "approval":
      return shown.closed === null;
    case "questions":
      return shown.questions.some(({ answer }) => answer === undefined);
    case "reply":
    case "result":
      return false;
  }
}
