import type { Conversation, ConversationEvent } from "../../domain/conversation.ts";
import { readTranscript } from "../../store/transcript.ts";
import type { Engine } from "../engine.ts";

/** Finds out what a message is. */
export async function triage(engine: Engine, conversation: Conversation, signal: AbortSignal): Promise<ConversationEvent> {
  const transcript = await readTranscript(engine.db, conversation.id);
  const { result, usage } = await engine.thinker.triage(conversation, transcript, signal);
  return result.ok ? { type: "triaged", found: result.value, usage } : { type: "untriaged", fault: result.fault, usage };
}
