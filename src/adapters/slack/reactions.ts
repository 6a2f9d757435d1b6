import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Desk } from "../adapter.ts";
import { Paged, pagesOf } from "./pages.ts";
import { reactionKey, reactionOf, takenBack } from "./reading/event.ts";
import type { SlackNews } from "./reading/news.ts";
import type { Self } from "./self.ts";
import type { Web } from "./web.ts";

const Reacted = z.object({
  ...Paged,
  message: z.object({
    reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()), count: z.number().nullish() })).nullish(),
  }),
});
type Reactions = NonNullable<z.output<typeof Reacted>["message"]["reactions"]>;

/** One person's emoji on a message, and how it stood when it was last heard of; `times`: how often that was. */
type Known = { readonly user: string; readonly reaction: string; readonly isThere: boolean; readonly times: number };

/**
 * How people reacted to a message while nobody listened: an emoji that is there and was not heard of, and one that was heard of and
 * is gone. When it happened is not said here, so that what is found has a key of its own, the same as long as nothing else is heard.
 */
export async function catchUpReactions(
  web: Web,
  ref: string,
  me: Self,
  desk: Pick<Desk, "keptKeys">,
  receive: (news: SlackNews) => Promise<void>,
): Promise<void> {
  const from = { app: me.app, team: me.team, enterprise: null };
  const [channel = "", ts = ""] = ref.split("/");
  const wait = (afterMs: number) => setTimeout(afterMs, undefined, { ref: false });
  const found: z.output<typeof Reacted>[] = [];
  for await (const page of pagesOf(web, "reactions.get", { channel, timestamp: ts, full: true }, Reacted, wait)) found.push(page);
  // Where Slack does not show them nothing is gone.
  const [shown] = found;
  if (shown === undefined) return;
  const reactions = shown.message.reactions ?? [];
  const known = knownOf(await desk.keptKeys(reactionKey(from, channel, ts)), reactionKey(from, channel, ts));
  const tell = async ({ user, reaction }: Pick<Known, "user" | "reaction">, isGone: boolean) => {
    const times = known.find((one) => one.user === user && one.reaction === reaction)?.times ?? 0;
    const news = reactionOf({ user, reaction, channel, ts, at: `found ${times}`, on: me.user }, from, me, isGone);
    if (news.kind === "reaction") await receive(news);
  };
  const isHeard = (user: string, reaction: string) => known.some((one) => one.isThere && one.user === user && one.reaction === reaction);
  for (const { name, users } of reactions)
    for (const user of users.filter((one) => !isHeard(one, name))) await tell({ user, reaction: name }, false);
  for (const one of known) if (one.isThere && isGone(reactions, one)) await tell(one, true);
}

/** Not where only some of those who gave it are listed. */
function isGone(reactions: Reactions, { user, reaction }: Known): boolean {
  const there = reactions.find(({ name }) => name === reaction);
  return there === undefined || (!there.users.includes(user) && there.users.length >= (there.count ?? 0));
}

/** By the keys under which they were kept, oldest first: `…:U1:white_check_mark:1763000004.000100`. */
function knownOf(keys: readonly string[], begin: string): readonly Known[] {
  const known = new Map<string, Known>();
  for (const key of keys) {
    const isBack = key.endsWith(takenBack);
    const act = key.slice(begin.length, isBack ? -takenBack.length : undefined);
    const [, user, reaction] = /^([^:]+):(.+):[^:]+$/.exec(act) ?? [];
    if (user === undefined || reaction === undefined) continue;
    const own = `${user}:${reaction}`;
    known.set(own, { user, reaction, isThere: !isBack, times: (known.get(own)?.times ?? 0) + 1 });
  }
  return [...known.values()];
}
