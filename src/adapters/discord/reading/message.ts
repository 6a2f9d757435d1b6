import { z } from "zod";
import { Files } from "./files.ts";
import { type DiscordNews, ignore, type Origin } from "./news.ts";
import { actorOf, Channel, Id, isThreadType, Member, maybe, maybeId, originOf, readAs, User } from "./schema.ts";
import { callsUs, type Me, readText } from "./text.ts";

const People = z
  .array(User)
  .nullish()
  .transform((people) => namesOf(people ?? []));

/** How texts call people, by id; null: by their id. */
export function namesOf(people: readonly z.output<typeof User>[]): ReadonlyMap<string, string | null> {
  return new Map(people.map(({ id, username }) => [id, nameIn(username)] as const));
}

/** What can stand in a text as a name, in one word; anything else is not an account's name. */
function nameIn(username: string | null): string | null {
  return username !== null && /^[\w.]{2,32}$/.test(username) ? username : null;
}

const text = maybe.transform((said) => said ?? "");

/** What is read of a message: as an event, found by REST, or chosen from a menu. */
export const Message = z.object({
  id: Id,
  type: z.number(),
  channel_id: Id,
  content: text,
  author: User,
  webhook_id: maybeId,
  mentions: People,
  attachments: Files,
  message_reference: z.object({ type: z.number().nullish(), message_id: maybeId }).nullish(),
  referenced_message: z.object({ author: z.object({ id: Id }).nullish() }).nullish(),
  sticker_items: z.array(z.unknown()).nullish(),
  /** What a forwarded message says. */
  message_snapshots: z.array(z.object({ message: z.object({ content: text, attachments: Files }) })).nullish(),
});

const Heard = Message.extend({
  guild_id: maybeId,
  member: Member,
  /** Both are sent, though not everywhere: what kind of channel it is, and where in its thread the message stands. */
  channel_type: z.number().nullish(),
  position: z.number().nullish(),
});

/** Kinds in which people speak: plainly, and in reply. All others are the house's: joins, pins, threads that were opened. */
const spoken: readonly number[] = [0, 19];

/** A `MESSAGE_CREATE`. `isThread` says of a channel what the payload may not. */
export function readMessage(payload: unknown, me: Me, isThread: (channel: string) => boolean): DiscordNews {
  return readAs(Heard, payload, (heard) => {
    const known = isThread(heard.channel_id) || isThreadType(heard.channel_type) || typeof heard.position === "number";
    return hear(heard, originOf(heard, known), heard.member, me);
  });
}

/**
 * A message found by REST after a gap, which says neither the server nor the roles. That it was edited since does not make it
 * unheard.
 */
export function readHistory(payload: unknown, from: Origin, me: Me): DiscordNews {
  return readAs(Message, payload, (found) => hear(found, from, null, me));
}

function hear(heard: z.output<typeof Message>, from: Origin, roles: readonly string[] | null, me: Me): DiscordNews {
  const silence = whyNobodySpeaks(heard, me);
  if (silence !== null) return ignore(silence);
  const via = viaOf(heard, from, me);
  if (via === null) return ignore("neither a mention, nor a direct message, nor a reply, nor in a thread");
  const said = saidIn(heard, me);
  const isNothing = said.text === "" && said.files.length === 0;
  if (isNothing && via === "thread" && !isPicture(heard))
    return { kind: "unread", key: messageKey(heard.id), from, by: actorOf(heard.author, roles) };
  if (isNothing && via !== "mention") return ignore("nothing is said in it, or Discord does not show it (message content intent)");
  return { kind: "message", key: messageKey(heard.id), from, by: actorOf(heard.author, roles), via, ...said };
}

/** A sticker, or what is passed on, has no words of its own. */
function isPicture({ sticker_items, message_reference }: z.output<typeof Message>): boolean {
  return (sticker_items ?? []).length > 0 || message_reference?.type === 1;
}

/** Ids of messages are the same nowhere else on Discord. */
function messageKey(id: string): string {
  return `discord:message:${id}`;
}

/** What is said in a message, as people read it. Of one that is only passed on, what it passes on. */
export function saidIn({ id, content, mentions, attachments, message_reference, message_snapshots }: z.output<typeof Message>, me: Me) {
  const forwarded = message_snapshots?.[0]?.message;
  const raw = content || (forwarded?.content ?? "");
  const files = attachments.length > 0 ? attachments : (forwarded?.attachments ?? []);
  const isReply = message_reference?.type !== 1;
  return { id, ...readText(raw, mentions, me), files, replyTo: isReply ? (message_reference?.message_id ?? null) : null };
}

/** What bots say is dropped, the own words first of all. */
function whyNobodySpeaks({ type, author, webhook_id }: z.output<typeof Message>, me: Me): string | null {
  if (author.id === me.user) return "our own message";
  if (webhook_id !== null) return "a webhook's message";
  if (author.bot === true || author.system === true) return "a bot's message";
  return spoken.includes(type) ? null : `a message of the house: type ${type}`;
}

type Via = Extract<DiscordNews, { kind: "message" }>["via"];

function viaOf({ content, mentions, referenced_message }: z.output<typeof Message>, from: Origin, me: Me): Via | null {
  if (from.guild === null) return "direct";
  if (callsUs(content, me)) return "mention";
  if (referenced_message?.author?.id === me.user) return "reply";
  if (mentions.has(me.user)) return "mention";
  return from.isThread ? "thread" : null;
}

const Deleted = z.object({ id: Id, channel_id: Id, guild_id: maybeId, channel: Channel.nullish() });

/** A `MESSAGE_DELETE`. */
export function readDeletion(payload: unknown, isThread: (channel: string) => boolean): DiscordNews {
  return readAs(Deleted, payload, (deleted) => {
    const of = messageKey(deleted.id);
    return { kind: "deleted", key: `${of}:deleted`, from: originOf(deleted, isThread(deleted.channel_id)), message: deleted.id, of };
  });
}
