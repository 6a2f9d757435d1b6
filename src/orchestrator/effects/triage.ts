import { type Conversation, type ConversationEvent, triageKey } from "../../domain/conversation.ts";
import { accountOf } from "../../domain/principal.ts";
import type { Engine } from "../engine.ts";
import { recallTalk } from "../memory.ts";
import { openPurse } from "../purse.ts";

/** Finds out what a message is. */
export async function triage(engine: Engine, conversation: Conversation, signal: AbortSignal): Promise<ConversationEvent> {
  const transcript = await recallTalk(engine.db, conversation);
  const of = triageKey(conversation) ?? "";
  const { id, setting, triaging } = conversation;
  const account = triaging ? accountOf(triaging.by) : "";
  const purse = openPurse(engine, { actor: id, effect: of, task: null, space: setting.space, account });
  const { result, usage } = await engine.thinker.triage(conversation, transcript, { purse, signal });
  if (!result.ok) return { type: "untriaged", of, fault: result.fault, usage };
  // Cleaned where it comes in, as every thought is.
  const found = engine.outbound.data(result.value);
  return { type: "triaged", of, found, usage };
}
