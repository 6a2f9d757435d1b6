import { z } from "zod";
import type { EmojiVerb } from "../../acting.ts";
import { type Me, readMessageEvent } from "./message.ts";
import { ignore, type Origin, type SlackNews } from "./news.ts";
import { Id, maybe, readAs, Ts } from "./schema.ts";

const Envelope = z.object({
  team_id: Id,
  api_app_id: Id,
  enterprise_id: maybe,
  event: z.looseObject({ type: z.string() }),
});

/** An event of the Events API, as it comes by socket or by HTTP. */
export function readEvent(body: unknown, me: Me): SlackNews {
  return readAs(Envelope, body, ({ event, team_id, api_app_id, enterprise_id }) => {
    const read = readers.get(event.type);
    return read
      ? read(event, { app: api_app_id, team: team_id, enterprise: enterprise_id }, me)
      : ignore(`event ${event.type.slice(0, 80)}`);
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
  ["app_uninstalled", (_, from) => ({ kind: "uninstalled", from })],
  ["tokens_revoked", readRevocation],
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

const Reaction = z.object({
  user: Id,
  reaction: z.string().max(200),
  item: z.object({ type: z.literal("message"), channel: Id, ts: Ts }),
  item_user: maybe,
  event_ts: Ts,
});

function readReaction(event: unknown, from: Origin, me: Me, isTakenBack: boolean): SlackNews {
  return readAs(Reaction, event, ({ user, reaction, item: { channel, ts }, item_user, event_ts }) =>
    reactionOf({ user, reaction, channel, ts, at: event_ts, on: item_user }, from, me, isTakenBack),
  );
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
  const key = `slack:reaction:${from.team}:${channel}:${ts}:${user}:${reaction}:${at}`;
  return {
    kind: "reaction",
    key,
    from,
    by: { id: user, name: null, home: null },
    channel,
    ts,
    verb,
    isOnOurs: on === me.user,
    isTakenBack,
  };
}

const Home = z.object({ user: Id, tab: z.enum(["home", "messages"]).nullish() });

function readHome(event: unknown, from: Origin): SlackNews {
  return readAs(Home, event, ({ user, tab }) => ({ kind: "home", from, by: { id: user, name: null, home: null }, tab: tab ?? "home" }));
}

const Stop = z.object({ channel: Id, user: Id, thread_ts: Ts, event_ts: Ts });

function readStop(event: unknown, from: Origin): SlackNews {
  return readAs(Stop, event, ({ channel, user, thread_ts, event_ts }) => {
    const key = `slack:stop:${from.team}:${channel}:${thread_ts}:${user}:${event_ts}`;
    return { kind: "stopped", key, from, by: { id: user, name: null, home: null }, channel, thread: thread_ts };
  });
}

function readGroups(event: unknown, from: Origin): SlackNews {
  return readAs(z.object({ event_ts: Ts }), event, ({ event_ts }) => ({
    kind: "groups",
    key: `slack:groups:${from.team}:${event_ts}`,
    from,
  }));
}

const Revocation = z.object({ tokens: z.object({ bot: z.array(Id).nullish() }) });

function readRevocation(event: unknown, from: Origin): SlackNews {
  return readAs(Revocation, event, ({ tokens }) => ({ kind: "revoked", from, bots: tokens.bot ?? [] }));
}
