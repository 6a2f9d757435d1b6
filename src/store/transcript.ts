import type { ConversationId } from "../domain/id.ts";
import { asc, eq } from "./drizzle.ts";
import { transcript } from "./schema/actors.ts";
import { type Reader, toDate, toMs, type Writer } from "./transaction.ts";

/** One thing that was said. */
export type Turn = {
  readonly author: string;
  readonly role: "requester" | "member" | "adjutant" | "stranger";
  readonly text: string;
  readonly at: number;
};

/** Adds what was said to a conversation. */
export async function addTurn(tx: Writer, conversation: ConversationId, { author, role, text, at }: Turn): Promise<void> {
  await tx.insert(transcript).values({ conversation, author, role, text, at: toDate(at) });
}

/** Everything that was said, oldest first. */
export async function readTranscript(db: Reader, conversation: ConversationId): Promise<readonly Turn[]> {
  const rows = await db.select().from(transcript).where(eq(transcript.conversation, conversation)).orderBy(asc(transcript.id));
  return rows.map(({ author, role, text, at }) => ({ author, role, text, at: toMs(at) }));
}
