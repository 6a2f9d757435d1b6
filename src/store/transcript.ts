import type { ConversationId } from "../domain/id.ts";
import { and, asc, eq, or, sql } from "./drizzle.ts";
import { transcript } from "./schema/actors.ts";
import { type Reader, toDate, toMs, type Writer } from "./transaction.ts";

/** One thing that was said. */
export type Turn = {
  readonly author: string;
  readonly role: "requester" | "member" | "adjutant" | "stranger";
  readonly text: string;
  readonly at: number;
};

/** A turn as it is written; what is `kept` is a question or an answer. */
export type NewTurn = Turn & { readonly kept?: boolean };

/** Adds what was said to a conversation. */
export async function addTurn(tx: Writer, conversation: ConversationId, { at, ...turn }: NewTurn): Promise<void> {
  await tx.insert(transcript).values({ conversation, ...turn, at: toDate(at) });
}

/** Turns of a conversation that reach a prompt, beside those that always do (product: 2.9). */
const buffer = 50;

/** What a prompt is told of a conversation, oldest first: the last turns, and every question and answer. `cut`: there was more. */
export async function readMemory(
  db: Reader,
  conversation: ConversationId,
): Promise<{ readonly turns: readonly Turn[]; readonly cut: boolean }> {
  const here = eq(transcript.conversation, conversation);
  const last = sql`(select ${transcript.id} from ${transcript} where ${here} order by ${transcript.id} desc limit ${buffer})`;
  const rows = await db
    .select()
    .from(transcript)
    .where(and(here, or(transcript.kept, sql`${transcript.id} in ${last}`)))
    .orderBy(asc(transcript.id));
  const all = await db.$count(transcript, here);
  return { turns: rows.map(turnOf), cut: all > rows.length };
}

function turnOf({ author, role, text, at }: typeof transcript.$inferSelect): Turn {
  return { author, role, text, at: toMs(at) };
}

/** Everything that was said, oldest first. */
export async function readTranscript(db: Reader, conversation: ConversationId): Promise<readonly Turn[]> {
  const rows = await db.select().from(transcript).where(eq(transcript.conversation, conversation)).orderBy(asc(transcript.id));
  return rows.map(turnOf);
}
