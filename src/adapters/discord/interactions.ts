import type { Answerable } from "./reading/news.ts";

/** One person in a channel, and what they alone see there. */
export type Onlooker = { readonly user: string; readonly channel: string };

/** Something somebody did that can be answered still. */
export type Pending = { readonly who: Onlooker; readonly to: Answerable; readonly until: number; isThinking: boolean };

/** What people did that can be answered still, by Discord's id of it. */
export type Interactions = {
  /** What was noted already stays as it is: what was answered does not think any more. */
  note(who: Onlooker, to: Answerable, at: number, isThinking: boolean): void;
  find(id: string): Pending | null;
  /** In the order in which they are to be answered: the oldest that thinks first, then the latest of the others. */
  of(who: Onlooker): readonly Pending[];
  thinking(): readonly Pending[];
  forget(id: string): void;
};

/** An interaction can be answered for fifteen minutes; somewhat less, because clocks differ. */
const lifeMs = 14 * 60_000;
/** So many are remembered, the latest. */
const mostKept = 10_000;

export function openInteractions(now: () => number = Date.now): Interactions {
  // In the order they came.
  const kept = new Map<string, Pending>();
  const alive = () => [...kept.values()].filter(({ until }) => until > now());
  const of = ({ user, channel }: Onlooker) => alive().filter(({ who }) => who.user === user && who.channel === channel);
  return {
    note: (who, to, at, isThinking) => {
      if (kept.has(to.id)) return;
      for (const [id, { until }] of kept) {
        if (until > now()) break;
        kept.delete(id);
      }
      const [oldest] = kept.keys();
      if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
      kept.set(to.id, { who, to, until: at + lifeMs, isThinking });
    },
    find: (id) => kept.get(id) ?? null,
    of: (who) => {
      const all = of(who);
      return [...all.filter(({ isThinking }) => isThinking), ...all.filter(({ isThinking }) => !isThinking).toReversed()];
    },
    thinking: () => alive().filter(({ isThinking }) => isThinking),
    forget: (id) => void kept.delete(id),
  };
}
