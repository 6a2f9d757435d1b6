import type { Adapter, Delivered, Shown } from "../adapters/adapter.ts";
import type { Card } from "../domain/card.ts";
import type { Message } from "../domain/message.ts";
import { beginShowing, type Due, listDue, markDelivered, markUndeliverable } from "../store/outbox.ts";
import { findAsked, findEarlier } from "../store/shown.ts";
import type { Engine } from "./engine.ts";
import { createLanes, type Lanes, type Turn } from "./lanes.ts";

/** A card is edited at most once in so many milliseconds; its last state is always shown (product: 2.8). */
const cardRestMs = 1_000;
/** Pauses after showing something broke, in milliseconds; the last one goes on for as long as it takes. */
const pausesMs = [1_000, 2_000, 5_000, 15_000, 60_000] as const;
/** So many messages are under way at once. */
const atOnce = 8;

/** Shows what is due on a channel: a card in a lane of its own, the other messages of a conversation one after the other. */
export function openDelivery(
  { db, log, outbound }: Pick<Engine, "db" | "log" | "outbound">,
  adapter: Adapter,
  ring: () => void,
): Lanes<Due> & { look(): Promise<void> } {
  const breaks = new Map<number, number>();
  const settle = async (due: Due, delivered: Delivered): Promise<Turn> => {
    const { id, desired, refs } = due;
    switch (delivered.kind) {
      case "shown":
        breaks.delete(id);
        if (delivered.instead !== undefined)
          log.warn({ ...whereOf(due), why: delivered.instead }, "a message is shown to whom it is for, not where it belongs");
        await markDelivered(db, id, desired, delivered.refs);
        return { restMs: 0 };
      case "later":
        return { restMs: delivered.afterMs };
      case "impossible":
        log.warn({ ...whereOf(due), refs, why: delivered.why }, "a message cannot be shown");
        await markUndeliverable(db, id, delivered.why);
        return { restMs: 0 };
    }
  };
  const nameOf = async ({ task, about }: Due): Promise<Shown["about"]> =>
    task && about && { number: about.number, title: outbound.line(about.title), ref: await findAsked(db, task) };
  const work = async (due: Due): Promise<Turn> => {
    try {
      // It was listed a moment ago, and may have been shown since.
      const now = await beginShowing(db, due.id);
      if (now === null) return { restMs: 0 };
      const fresh = { ...due, ...now };
      const isDoubtful = now.tries > 0 && now.refs.length === 0;
      const shown = { ...shownOf(fresh), about: await nameOf(fresh), isDoubtful, earlier: await findEarlier(db, now) };
      const { restMs } = await settle(fresh, await adapter.show(shown));
      return { restMs: Math.max(restMs, due.kind === "card" ? cardRestMs : 0) };
    } catch (error) {
      const count = (breaks.get(due.id) ?? 0) + 1;
      breaks.set(due.id, count);
      log.warn({ channel: adapter.channel, message: due.id, err: error }, "a message could not be shown; it is tried again");
      return { restMs: pausesMs[Math.min(count, pausesMs.length) - 1] ?? 0 };
    }
  };
  const lanes = createLanes<Due>(atOnce, laneOf, work, ring);
  return { ...lanes, look: async () => lanes.offer(await listDue(db, adapter.channel)) };
}

/** What an operator finds it by. */
function whereOf({ id, address: { channel, workspace, room, thread }, about }: Due) {
  return { channel, workspace, room, thread, message: id, ...(about === null ? {} : { task: about.number }) };
}

/** New messages keep their order; an edit waits for none. What one person is told does not wait for what everybody is. */
function laneOf({ kind, key, conversation, audience, refs }: Due): string {
  if (kind === "card" || refs.length > 0) return key;
  return audience === null ? conversation : `${conversation} ${audience.id}`;
}

function shownOf({ key, address, task, kind, body, audience, asked, refs }: Due): Omit<Shown, "about" | "isDoubtful" | "earlier"> {
  // A row's kind says which of the two bodies it has; `post` wrote both together.
  const content = kind === "card" ? { kind, card: body as Card } : { kind, message: body as Message };
  return { key, address, task, content, audience, asked, refs };
}
