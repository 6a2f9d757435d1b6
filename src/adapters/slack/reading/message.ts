import { z } from "zod";
import { Files } from "./files.ts";
import { type Actor, ignore, type Origin, type SlackNews } from "./news.ts";
import { Id, maybe, maybeTs, readAs, Ts } from "./schema.ts";
import { names, readText } from "./text.ts";

/** Who we are: the bot's own user, its workspace and its app, empty where nobody knows it. */
export type Me = { readonly user: string; readonly team: string; readonly app: string };

/** What is read of a message, as an event or in a channel's history. */
export const Message = z.object({
  subtype: maybe,
  user: maybe,
  bot_id: maybe,
  bot_profile: z.unknown().optional(),
  text: maybe.transform((text) => text ?? ""),
  ts: Ts,
  thread_ts: maybeTs,
  edited: z.unknown().optional(),
  hidden: z.boolean().nullish(),
  user_team: maybe,
  source_team: maybe,
  team: maybe,
  files: Files,
});
const Heard = Message.extend({ channel: Id, channel_type: maybe });
const Deleted = z.object({ channel: Id, deleted_ts: Ts, previous_message: Message });
/** What is left of a deleted message that has replies. */
const Tombstone = z.object({ channel: Id, message: z.object({ ts: Ts, subtype: z.literal("tombstone") }), previous_message: Message });

/** Kinds of message in which people speak. All others are the house's: joins, topics, edits, unfurled links. */
const spoken: readonly (string | null)[] = [null, "file_share", "thread_broadcast", "me_message"];

/** An `app_mention` or a `message`: the twins Slack sends for one mention have the same key (platforms.md: 2, complaint 1). */
export function readMessageEvent(event: unknown, from: Origin, me: Me): SlackNews {
  return readAs(z.looseObject({ type: z.string(), subtype: maybe, edited: z.unknown().optional() }), event, (seen) => {
    if (seen.subtype === "message_deleted") return readAs(Deleted, event, (deleted) => hearDeletion(deleted, from, me));
    if (seen.subtype === "message_changed") return hearChange(event, from, me);
    if (seen.edited !== undefined && seen.edited !== null) return ignore("edited: the first version counts");
    return readAs(Heard, event, (heard) => hear(heard, from, me, seen.type === "app_mention"));
  });
}

/** A message of a channel's history, found after a gap. That it was edited since does not make it unheard. */
export function readHistory(
  message: unknown,
  { channel, isDirect }: { readonly channel: string; readonly isDirect: boolean },
  from: Origin,
  me: Me,
): SlackNews {
  return readAs(Message, message, (found) => hear({ ...found, channel, channel_type: isDirect ? "im" : "channel" }, from, me, false));
}

function hearChange(event: unknown, from: Origin, me: Me): SlackNews {
  const { data } = Tombstone.safeParse(event);
  if (data === undefined) return ignore("an edit, or a link that was unfurled");
  return hearDeletion({ ...data, deleted_ts: data.message.ts }, from, me);
}

function hear(heard: z.output<typeof Heard>, from: Origin, me: Me, isMention: boolean): SlackNews {
  const { channel, ts, files } = heard;
  const by = authorOf(heard, me);
  if (typeof by === "string") return ignore(by);
  const via = viaOf(heard, me, isMention);
  if (via === null) return ignore("neither a mention, nor a direct message, nor in a thread");
  const { text, named } = readText(heard.text, me.user);
  if (text === "" && files.length === 0 && via !== "mention") return ignore("nothing is said in it");
  const thread = heard.thread_ts ?? ts;
  return { kind: "message", key: messageKey(from, channel, ts), from, by, via, channel, ts, thread, text, named, files };
}

/** (app, team, channel, ts), never the envelope's own id. */
function messageKey({ app, team }: Origin, channel: string, ts: string): string {
  return `slack:message:${app}:${team}:${channel}:${ts}`;
}

/** Who said it; a text says why nobody did that counts. What bots say is dropped, the own words first of all. */
function authorOf(message: z.output<typeof Message>, me: Me): Actor | string {
  const { subtype, user, hidden } = message;
  if (user === me.user) return "our own message";
  if (isBots(message)) return "a bot's message";
  if (!spoken.includes(subtype) || hidden === true) return `a message of the house: ${subtype ?? "hidden"}`;
  if (user === null) return "a message of nobody";
  return { id: user, name: null, home: message.user_team ?? message.source_team ?? message.team };
}

/** An app that speaks for a person is a bot too: nobody says whether the person knows. */
function isBots({ subtype, user, bot_id, bot_profile }: z.output<typeof Message>): boolean {
  return bot_id !== null || Boolean(bot_profile) || subtype === "bot_message" || user === "USLACKBOT";
}

function viaOf(
  { channel, channel_type, text, ts, thread_ts }: z.output<typeof Heard>,
  me: Me,
  isMention: boolean,
): "mention" | "direct" | "thread" | null {
  if (channel_type === "im" || channel_type === "app_home" || channel.startsWith("D")) return "direct";
  if (isMention || names(text, me.user)) return "mention";
  return thread_ts && thread_ts !== ts ? "thread" : null;
}

function hearDeletion({ channel, deleted_ts, previous_message }: z.output<typeof Deleted>, from: Origin, me: Me): SlackNews {
  const by = authorOf({ ...previous_message, hidden: false }, me);
  if (typeof by === "string") return ignore(`deleted: ${by}`);
  const of = messageKey(from, channel, deleted_ts);
  return { kind: "deleted", key: `${of}:deleted`, from, by, channel, thread: previous_message.thread_ts ?? deleted_ts, of };
}
