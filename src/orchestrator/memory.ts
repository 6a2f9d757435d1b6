import type { Conversation } from "../domain/conversation.ts";
import type { ConversationId } from "../domain/id.ts";
import type { Principal } from "../domain/principal.ts";
import type { Task } from "../domain/task.ts";
import type { Reader } from "../store/transaction.ts";
import { readMemory, type Turn } from "../store/transcript.ts";

/** What a thought about a task is told of its conversation: the last turns, every question and answer, and always the request. */
export function recallTask(db: Reader, task: Task): Promise<readonly Turn[]> {
  const { conversation, requester, requestedBefore, request: text, createdAt: at } = task;
  return recall(db, conversation, { by: requestedBefore[0] ?? requester, text, at });
}

/** The same for a message that is being read. */
export function recallTalk(db: Reader, { id, triaging }: Conversation): Promise<readonly Turn[]> {
  return recall(db, id, triaging && { by: triaging.by, text: triaging.text, at: triaging.since });
}

type Asked = { readonly by: Principal; readonly text: string; readonly at: number };

async function recall(db: Reader, conversation: ConversationId, asked: Asked | null): Promise<readonly Turn[]> {
  const { turns, cut } = await readMemory(db, conversation);
  if (asked === null || !cut || turns.some((turn) => turn.text === asked.text)) return turns;
  return [{ author: asked.by.name, role: "requester", text: asked.text, at: asked.at }, ...turns];
}
