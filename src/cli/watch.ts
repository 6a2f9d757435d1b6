import type { App } from "../app.ts";
import type { Card } from "../domain/card.ts";
import type { ConversationId, TaskId } from "../domain/id.ts";
import type { Message } from "../domain/message.ts";
import { isSameAccount } from "../domain/principal.ts";
import { createBell } from "../orchestrator/bell.ts";
import { loadConversation } from "../store/conversations.ts";
import { markDelivered } from "../store/outbox.ts";
import { listMessages } from "../store/shown.ts";
import { listen } from "../store/signals.ts";

/** One message of a conversation, new or changed, for this person. */
export type Seen = { readonly task: TaskId | null } & (
  | { readonly kind: "card"; readonly card: Card }
  | { readonly kind: "post"; readonly message: Message }
);

/** Looks on a conversation. Any number of processes may look on the same one. */
export type Watch = {
  /** Shows what is new since the last time. */
  refresh(): Promise<void>;
  /** Resolves when something may be new, at the latest after a second. */
  changed(): Promise<void>;
  stop(): Promise<void>;
};

const lookMs = 1_000;

/**
 * Begins to look on. `from` says which messages that are there already count as new: all, none, or those that nobody has
 * been shown.
 */
export async function watchConversation(
  app: Pick<App, "database" | "me">,
  conversation: ConversationId,
  from: "start" | "undelivered" | "now",
  show: (seen: Seen) => unknown,
): Promise<Watch> {
  const { db, sql } = app.database;
  const bell = createBell();
  const revisions = new Map<number, number>();
  const isOurs = (await loadConversation(db, conversation))?.address.channel === "terminal";
  for (const row of from === "start" ? [] : await listMessages(db, conversation)) {
    if (from === "now" || row.delivered >= row.desired) revisions.set(row.id, row.desired);
  }
  const unlisten = await listen(sql, bell.ring, bell.ring);
  return {
    refresh: async () => {
      const rows = (await listMessages(db, conversation)).filter((row) => (revisions.get(row.id) ?? 0) < row.desired);
      // A card first: what is said about a task is read below how it stands.
      for (const row of rows.toSorted((a, b) => Number(b.kind === "card") - Number(a.kind === "card"))) {
        const isNew = !revisions.has(row.id);
        revisions.set(row.id, row.desired);
        const { kind, body, task, audience } = row;
        // A row's kind says which of the two bodies it has; `post` wrote both together.
        const seen: Seen = kind === "card" ? { kind, card: body as Card, task } : { kind, message: body as Message, task };
        // What came of a question is said where it is answered.
        const isOld = !isNew && seen.kind === "post" && seen.message.kind === "questions";
        if (!isOld && (audience === null || isSameAccount(audience, app.me))) show(seen);
        // Another channel's messages are looked at here, and delivered there.
        if (isOurs) await markDelivered(db, row.id, row.desired, row.refs);
      }
    },
    changed: () => bell.wait(lookMs),
    stop: async () => void (await unlisten().catch(() => undefined)),
  };
}
