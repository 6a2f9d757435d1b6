import type { Card } from "../domain/card.ts";
import type { ConversationId } from "../domain/id.ts";
import type { Message } from "../domain/message.ts";
import type { Channel, Principal } from "../domain/principal.ts";
import type { Database } from "../store/database.ts";
import { type Due, listDue, markDelivered, noteUndelivered } from "../store/outbox.ts";
import { listen } from "../store/signals.ts";
import type { Reader } from "../store/transaction.ts";
import { createBell } from "./bell.ts";
import type { Log } from "./engine.ts";

/** What a channel does with one outgoing message; returns the platform's id of what it made or changed. */
export type Deliver = (outgoing: {
  readonly conversation: ConversationId;
  readonly content: { readonly kind: "card"; readonly card: Card } | { readonly kind: "post"; readonly message: Message };
  readonly audience: Principal | null;
  /** Id of the message when an earlier revision was delivered; it is edited then. */
  readonly ref: string | null;
}) => Promise<string | null>;

export type Delivery = { follow(id: ConversationId): void; flush(): Promise<void>; stop(): Promise<void> };

/** Looking for undelivered messages without being told; also the pause after a failed delivery. */
const sweepMs = 2_000;

/** Drains the outbox of one channel in order. Whoever owns the channel runs one of these. */
export async function startDelivery(
  db: Reader,
  sql: Database["sql"],
  log: Log,
  channel: Channel,
  deliver: Deliver,
  only: readonly ConversationId[] | null,
): Promise<Delivery> {
  const bell = createBell();
  const named = only === null ? null : new Set(only);
  let stopping = false;
  let draining: Promise<void> = Promise.resolve();

  const drain = () => {
    draining = draining
      .then(async () => drainOnce(db, log, deliver, await listDue(db, channel, named === null ? null : [...named])))
      .catch((error: unknown) => log.warn({ channel, err: error }, "the outbox could not be read; trying again"));
    return draining;
  };
  const loop = async () => {
    while (!stopping) {
      await drain();
      await bell.wait(sweepMs);
    }
  };
  const unlisten = await listen(sql, ({ kind }) => kind === "post" && bell.ring(), bell.ring);
  const looping = loop();

  return {
    follow: (id) => {
      named?.add(id);
      bell.ring();
    },
    flush: drain,
    stop: async () => {
      stopping = true;
      bell.ring();
      await looping;
      await drain();
      await unlisten().catch(() => undefined);
    },
  };
}

/** Delivers what is due. Within one conversation the order holds; one that fails holds up its own conversation only. */
async function drainOnce(db: Reader, log: Log, deliver: Deliver, all: readonly Due[]): Promise<void> {
  const held = new Set<ConversationId>();
  for (const due of all) {
    if (held.has(due.conversation)) continue;
    try {
      const ref = await deliver(outgoingOf(due));
      await markDelivered(db, due.id, due.desired, ref ?? due.ref);
    } catch (error) {
      held.add(due.conversation);
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ conversation: due.conversation, err: error }, "a message could not be delivered yet");
      await noteUndelivered(db, due.id, reason);
    }
  }
}

function outgoingOf({ conversation, kind, body, audience, ref }: Due): Parameters<Deliver>[0] {
  // A row's kind says which of the two bodies it has; `post` wrote both together.
  const content = kind === "card" ? ({ kind, card: body as Card } as const) : ({ kind, message: body as Message } as const);
  return { conversation, content, audience, ref };
}
