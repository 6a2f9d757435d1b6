import { openApprovals } from "../domain/approval.ts";
import { effectsOf } from "../domain/effect.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import { openQuestions } from "../domain/interview.ts";
import { isEnded, type Task } from "../domain/task.ts";
import { loadConversation } from "../store/conversations.ts";
import { hasUnread } from "../store/inbox.ts";
import { loadTask, tasksOfConversation } from "../store/tasks.ts";
import type { Reader } from "../store/transaction.ts";

/** Where a conversation came to rest: nothing happens any more without a person. */
export type Rest =
  /** It only talked: no task came of it. */
  | { readonly kind: "talked" }
  | { readonly kind: "ended"; readonly task: Task }
  /** Questions or approvals are open, or it is paused. */
  | { readonly kind: "waiting"; readonly task: Task }
  /** It could go on, on another machine, and nobody is at work on it there. */
  | { readonly kind: "elsewhere"; readonly task: Task; readonly host: string };

/** A retry this near is waited for. */
const patienceMs = 10 * 60_000;

/**
 * Whether a conversation rests, by its task `chosen` or else its newest; null while something is going on. Read in the order
 * in which things happen (message, triage, task), so that what moved on meanwhile is found further down.
 */
export async function restOf(db: Reader, conversation: ConversationId, chosen: TaskId | null): Promise<Rest | null> {
  if (chosen === null) {
    if (await hasUnread(db, conversation)) return null;
    if ((await loadConversation(db, conversation))?.triaging) return null;
  }
  const id = chosen ?? (await tasksOfConversation(db, conversation)).at(-1);
  if (id === undefined) return { kind: "talked" };
  if (await hasUnread(db, id)) return null;
  const task = await loadTask(db, id);
  if (task === undefined) return null;
  if (isEnded(task.stage)) return { kind: "ended", task };
  return isWaiting(task, Date.now()) ? { kind: "waiting", task } : null;
}

/** Whether a step is tried again by itself before long: while steps are run, and in no other stage. */
function retriesSoon({ stage, plan }: Task, now: number): boolean {
  if (stage !== "executing") return false;
  return (plan?.steps ?? []).some(({ status, notBefore }) => status === "pending" && notBefore !== null && notBefore < now + patienceMs);
}

/** Whether only a person can move it on. */
function isWaiting(task: Task, now: number): boolean {
  if (isEnded(task.stage) || effectsOf(task).length > 0) return false;
  if (task.pauses.length > 0) return true;
  if (task.thinking?.notBefore) return false;
  return !retriesSoon(task, now) && openApprovals(task.approvals).length + openQuestions(task.interview.questions).length > 0;
}
