import { z } from "zod";
import type { EmojiVerb } from "../../acting.ts";
import { reactedKey } from "../../reacted.ts";
import { type Me, readMessageEvent } from "./message.ts";
import { ignore, type Origin, type SlackNews } from "./news.ts";
import { Heard, whenceOf } from "./origin.ts";
import { Id, maybe, readAs, Ts } from "./schema.ts";

/** What a smaller endpoint leaves out is ours, as far as it can be: one connection is one app's. */
const Envelope = Heard.extend({
  api_app_id: maybe,
  event_id: maybe,
  event_time: z.number().nullish(),
  event: z.looseObject({ type: z.string(), event_ts: maybe }),
});

/**
 * An event of the Events API, as it comes by socket or by HTTP. Where we do not know our app, what the event says of it does not
 * count: what is found after a gap says nothing, and has to have the same key.
 */
export function readEvent(body: unknown, me: Me): SlackNews {
  return readAs(Envelope, body, ({ event, api_app_id, event_id, event_time, ...heard }) => {
    const read = readers.get(event.type);
    if (read === undefined) return ignore(`event ${event.type.slice(0, 80)}`);
    const at = event.event_ts ?? event_id ?? `${event_time ?? ""}`;
    const app = me.app === "" ? "" : (api_app_id ?? me.app);
    const { team, enterprise } = whenceOf(heard);
    return read({ ...event, event_ts: at, event_time }, { app, team: team ?? me.team, enterprise }, me);
  });
}

type Reader = (event: unknown, from: Origin, me: Me) => SlackNews;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["app_mention", readMessageEvent],
  ["message", readMessageEvent],
  ["reaction_added", (event, from, me) => readReaction(event, from, me, false)],
  ["reaction_removed", (event, from, me) => readReaction(event, from, me, true)],
  ["app_home_opened", readHome],
  ["agent_session_stopped", readStop],
  ["subteam_members_changed", readGroups],
  ["subteam_updated", readGroups],
  ["app_uninstalled", readRemoval],
  ["tokens_revoked", readRemoval],
]);

/** The emoji that decide, by Slack's names of exactly these pictures (product: 2.4): ✅ ❌ ✏️ 🛑 ⏸ ▶. */
const emoji: ReadonlyMap<string, EmojiVerb> = new Map([
  ["white_check_mark", "approve"],
  ["x", "reject"],
  ["pencil2", "change"],
  ["octagonal_sign", "stop"],
  ["double_vertical_bar", "pause"],
  ["arrow_forward", "resume"],
]);

/** When it happened, in any form that tells it from others. */
const At = z.string().max(255);

const Reaction = z.object({
  user: Id,
  reaction: z.string().max(200),
  item: z.object({ type: z.literal("message").nullish(), channel: Id, ts: Ts }),
  item_user: maybe,
  event_ts: At,
});

function readReaction(event: unknown, from: Origin, me: Me, isTakenBack: boolean): SlackNews {
  return readAs(Reaction, event, ({ user, reaction, item: { channel, ts }, item_user, event_ts }) =>
    reactionOf({ user, reaction, channel, ts, at: event_ts, on: item_user }, from, me, isTakenBack),
  );
}

/** How the keys of all reactions to a message begin. */
export function reactionKey({ team }: Pick<Origin, "team">, channel: string, ts: string): string {
  return `slack:reaction:${team}:${channel}:${ts}:`;
}

/** Somebody's emoji on a message of `on`; `at` tells this time from others. */
export function reactionOf(
  {
    user,
    reaction,
    channel,
    ts,
    at,
    on,
  }: Readonly<Record<"user" | "reaction" | "channel" | "ts" | "at", string>> & { readonly on: string | null },
  from: Origin,
  me: Me,
  isTakenBack: boolean,
): SlackNews {
  if (user === me.user) return ignore("our own reaction");
  const verb = emoji.get(reaction.replace(/::skin-tone-\d$/, ""));
  if (verb === undefined) return ignore(`:${reaction}: decides nothing`);
  const key = reactedKey(reactionKey(from, channel, ts), { user, emoji: reaction, at, isTakenBack });
  return {
    kind: "reaction",
    key,
    from,
    by: { id: user, name: null, home: null },
    channel,
    ts,
    verb,
    isOnOurs: on === null || on === me.user,
    isTakenBack,
  };
}

const Home = z.object({ user: Id, tab: z.enum(["home", "messages"]).nullish() });

function readHome(event: unknown, from: Origin): SlackNews {
  return readAs(Home, event, ({ user, tab }) => ({ kind: "home", from, by: { id: user, name: null, home: null }, tab: tab ?? "home" }));
}

const Stop = z.object({ channel: Id, user: Id, thread_ts: Ts, event_ts: At });

function readStop(event: unknown, from: Origin): SlackNews {
  return readAs(Stop, event, ({ channel, user, thread_ts, event_ts }) => {
    const key = `slack:stop:${from.team}:${channel}:${thread_ts}:${user}:${event_ts}`;
    return { kind: "stopped", key, from, by: { id: user, name: null, home: null }, channel, thread: thread_ts };
  });
}

function readGroups(event: unknown, from: Origin): SlackNews {
  return readAs(z.object({ event_ts: At }), event, ({ event_ts }) => ({
    kind: "groups",
    key: `slack:groups:${from.team}:${event_ts}`,
    from,
  }));
}

const Removal = z.object({
  type: z.string(),
  tokens: z.object({ bot: z.array(Id).nullish() }).nullish(),
  event_time: z.number().nullish(),
});

function readRemoval(event: unknown, from: Origin): SlackNews {
  return readAs(Removal, event, ({ type, tokens, event_time }) => {
    if (type === "tokens_revoked" && !tokens?.bot?.length) return ignore("tokens of people were revoked: we have none");
    return { kind: "removed", from, at: event_time == null ? null : event_time * 1_000 };
  });
}
