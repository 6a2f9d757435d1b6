import { type ConversationId, isConversationId } from "../domain/id.ts";
import { restOf } from "../store/conversations.ts";
import type { Engine } from "./engine.ts";

/** Who asks again for what failed still needs what came with it, in milliseconds: a week. */
const againMs = 7 * 24 * 3_600_000;
/** What came so lately may belong to a message that nobody has read yet. */
const freshMs = 60_000;

/**
 * Removes what people attached in a conversation, once nothing goes on there and its last task has ended: what a step read of it is
 * in its workspace and its report. What came with a task that failed stays for a while, for whoever asks for the same again.
 */
export async function forgetAttachments(
  { db, attachments }: Pick<Engine, "db" | "attachments">,
  id: ConversationId,
  now: number = Date.now(),
): Promise<void> {
  const rest = await restOf(db, id);
  if (rest === null || (rest.stage === "failed" && now - rest.movedAt < againMs)) return;
  await attachments.remove(id, Math.max(rest.createdAt, now - freshMs));
}

/** The same for every conversation that has any on this machine. */
export async function forgetAllAttachments(engine: Pick<Engine, "db" | "attachments">, signal: AbortSignal): Promise<void> {
  for (const id of await engine.attachments.conversations()) {
    if (signal.aborted) return;
    if (isConversationId(id)) await forgetAttachments(engine, id);
  }
}
