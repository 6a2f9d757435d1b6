/** One person's emoji on a message, by the platform's names. */
type Given = { readonly user: string; readonly emoji: string };

/** Given or taken back; `at` tells this time from others, and is the same when it is told again. */
export type Reacted = Given & { readonly at: string; readonly isTakenBack: boolean };

/** Who has given an emoji to a message; `isAll`: nobody who did is left out. */
export type Givers = { readonly emoji: string; readonly users: readonly string[]; readonly isAll: boolean };

const takenBack = ":taken back";

/** The key of one act, of those that begin alike for its message: `…:U1:white_check_mark:1763000004.000100`. */
export function reactedKey(begin: string, { user, emoji, at, isTakenBack }: Reacted): string {
  return `${begin}${user}:${emoji}:${at.replaceAll(":", ".")}${isTakenBack ? takenBack : ""}`;
}

/**
 * What nobody heard of: an emoji that is there, and one that was heard of and is gone. When it happened a platform does not say, so
 * that what is found has a time of its own, the same as long as nothing else is heard. `keys`: those that were kept, oldest first.
 */
export function missedIn(begin: string, keys: readonly string[], there: readonly Givers[]): readonly Reacted[] {
  const heard = heardOf(begin, keys);
  const missed = (given: Given, isTakenBack: boolean): Reacted => {
    const times = heard.get(idOf(given))?.times ?? 0;
    return { ...given, at: `found ${times}`, isTakenBack };
  };
  const given = there.flatMap(({ emoji, users }) => users.map((user) => ({ user, emoji })));
  const isNew = (one: Given) => heard.get(idOf(one))?.isThere !== true;
  const isGone = ({ user, emoji }: Given) => {
    const now = there.find((givers) => givers.emoji === emoji);
    return now === undefined || (now.isAll && !now.users.includes(user));
  };
  const gone = [...heard.values()].filter((one) => one.isThere && isGone(one));
  return [...given.filter(isNew).map((one) => missed(one, false)), ...gone.map(({ user, emoji }) => missed({ user, emoji }, true))];
}

/** The emoji that somebody has on the message still, by what was heard. */
export function emojiIn(begin: string, keys: readonly string[]): readonly string[] {
  return [...new Set([...heardOf(begin, keys).values()].flatMap(({ emoji, isThere }) => (isThere ? [emoji] : [])))];
}

/** How it stood when it was last heard of; `times`: how often that was. */
type Heard = Given & { readonly isThere: boolean; readonly times: number };

function heardOf(begin: string, keys: readonly string[]): ReadonlyMap<string, Heard> {
  const heard = new Map<string, Heard>();
  for (const key of keys) {
    const isBack = key.endsWith(takenBack);
    const act = key.slice(begin.length, isBack ? -takenBack.length : undefined);
    const [, user, emoji] = /^([^:]+):(.+):[^:]+$/.exec(act) ?? [];
    if (user === undefined || emoji === undefined) continue;
    const id = idOf({ user, emoji });
    heard.set(id, { user, emoji, isThere: !isBack, times: (heard.get(id)?.times ?? 0) + 1 });
  }
  return heard;
}

function idOf({ user, emoji }: Given): string {
  return `${user}:${emoji}`;
}
