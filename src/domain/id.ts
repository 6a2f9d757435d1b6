/**
 * Ids are a noun's prefix and a time-ordered tail, so that a log line says what it names and rows sort by age
 * (architecture: data). The tail is minted outside: the heart has neither clock nor randomness.
 */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

export type TaskId = Id<"tsk">;
export type ConversationId = Id<"cnv">;
export type PlanId = Id<"pln">;
export type ApprovalId = Id<"apr">;
export type QuestionId = Id<"qst">;
export type GrantId = Id<"grt">;
/** The two kinds of durable actor. */
export type ActorId = TaskId | ConversationId;

/** Whether a text names a standing approval. */
export function isGrantId(id: string): id is GrantId {
  return /^grt_\w+$/.test(id);
}

/** Whether an actor's id names a conversation. */
export function isConversationId(id: string): id is ConversationId {
  return id.startsWith("cnv_");
}

/** Whether an actor's id names a task (the other kind is a conversation). */
export function isTaskId(id: string): id is TaskId {
  return id.startsWith("tsk_");
}

/** Whether a text names an approval. */
export function isApprovalId(id: string): id is ApprovalId {
  return id.startsWith("apr_");
}
