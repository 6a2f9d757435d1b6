import type { Desk } from "../adapter.ts";
import { addressAt, type Places } from "./place.ts";
import type { DiscordNews } from "./reading/news.ts";
import { type Replies, wordsOf } from "./replies.ts";

/** Whether Discord shows us what people write without naming us (its message content intent). */
export type Sight = {
  seesAll(): boolean;
  /** Null: nobody says it, and it is tried. */
  note(seesAll: boolean | null): void;
};

export function openSight(first: boolean | null): Sight {
  let sees = first ?? true;
  return {
    seesAll: () => sees,
    note: (seesAll) => {
      sees = seesAll ?? true;
    },
  };
}

const hint = "I can't read what you write here: mention me, or reply to one of my messages.";
/** So many threads are remembered, the latest. */
const mostHinted = 10_000;

type Means = {
  readonly sight: Sight;
  readonly desk: Pick<Desk, "isAttended">;
  readonly places: Places;
  readonly replies: Pick<Replies, "tell">;
};

/** Tells somebody whose words are not shown to us, once in each thread where they may be meant for us, how they are heard. */
export function openHints({ sight, desk, places, replies }: Means) {
  const hinted = new Set<string>();
  return async ({ key, from, by }: Extract<DiscordNews, { kind: "unread" }>): Promise<void> => {
    if (sight.seesAll() || hinted.has(from.channel)) return;
    const place = await places.find(from.channel, from.guild);
    if (place?.kind !== "thread" || !(await desk.isAttended(addressAt(place, place.thread)))) return;
    if (hinted.has(from.channel)) return;
    const [oldest] = hinted;
    if (hinted.size >= mostHinted && oldest !== undefined) hinted.delete(oldest);
    hinted.add(from.channel);
    await replies.tell({ user: by.id, channel: from.channel }, wordsOf(hint), key);
  };
}
