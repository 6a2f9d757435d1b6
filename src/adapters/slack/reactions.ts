import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Desk } from "../adapter.ts";
import { missedIn } from "../reacted.ts";
import { Paged, pagesOf } from "./pages.ts";
import { reactionKey, reactionOf } from "./reading/event.ts";
import type { SlackNews } from "./reading/news.ts";
import type { Self } from "./self.ts";
import type { Web } from "./web.ts";

const Reactions = z.object({
  ...Paged,
  message: z.object({
    reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()), count: z.number().nullish() })).nullish(),
  }),
});

/** How people reacted to a message while nobody listened: what they gave and what they took back. */
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
  const found: z.output<typeof Reactions>[] = [];
  for await (const page of pagesOf(web, "reactions.get", { channel, timestamp: ts, full: true }, Reactions, wait)) found.push(page);
  // Where Slack does not show them nothing is gone.
  const [shown] = found;
  if (shown === undefined) return;
  // Only some of those who gave an emoji may be listed.
  const there = (shown.message.reactions ?? []).map(({ name, users, count }) => ({
    emoji: name,
    users,
    isAll: users.length >= (count ?? 0),
  }));
  const begin = reactionKey(from, channel, ts);
  for (const { user, emoji, at, isTakenBack } of missedIn(begin, await desk.keptKeys(begin), there)) {
    const news = reactionOf({ user, reaction: emoji, channel, ts, at, on: me.user }, from, me, isTakenBack);
    if (news.kind === "reaction") await receive(news);
  }
}
