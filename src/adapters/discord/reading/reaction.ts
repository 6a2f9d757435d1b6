import { z } from "zod";
import type { EmojiVerb } from "../../acting.ts";
import { type Actor, type DiscordNews, ignore, type Origin } from "./news.ts";
import { Id, Member, maybe, maybeId, originOf, readAs } from "./schema.ts";
import type { Me } from "./text.ts";

/** The emoji that decide, as pictures (product: 2.4). */
const emoji: ReadonlyMap<string, EmojiVerb> = new Map([
  ["✅", "approve"],
  ["❌", "reject"],
  ["✏", "change"],
  ["🛑", "stop"],
  ["⏸", "pause"],
  ["▶", "resume"],
]);

/** What an emoji means, whatever its skin and however it is to be drawn; null: it decides nothing. */
export function verbOf(picture: string): EmojiVerb | null {
  return emoji.get(picture.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F]/gu, "")) ?? null;
}

const Reaction = z.object({
  user_id: Id,
  channel_id: Id,
  message_id: Id,
  guild_id: maybeId,
  member: z.object({ user: z.object({ username: maybe, bot: z.boolean().nullish() }).nullish(), roles: z.array(Id) }).nullish(),
  message_author_id: maybeId,
  emoji: z.object({ id: maybeId, name: maybe }),
});

/** Where and when somebody reacted; `at` tells this time from others, and is the same when it is told again. */
type Reacted = { readonly from: Origin; readonly by: Actor; readonly message: string; readonly picture: string; readonly at: string };

/** A `MESSAGE_REACTION_ADD` or, taken back, a `MESSAGE_REACTION_REMOVE`. */
export function readReaction(
  payload: unknown,
  { me, isThread, at }: { readonly me: Me; readonly isThread: (channel: string) => boolean; readonly at: string },
  isTakenBack: boolean,
): DiscordNews {
  return readAs(Reaction, payload, (told) => {
    if (told.member?.user?.bot === true && told.user_id !== me.user) return ignore("a bot's reaction");
    if (told.emoji.id !== null) return ignore("an emoji of a server decides nothing");
    const by = { id: told.user_id, name: told.member?.user?.username ?? null, roles: Member.parse(told.member) };
    const from = originOf(told, isThread(told.channel_id));
    const reacted = { from, by, message: told.message_id, picture: told.emoji.name ?? "", at };
    const isOnOurs = told.message_author_id === null ? null : told.message_author_id === me.user;
    return reactionOf(reacted, me, { isTakenBack, isOnOurs });
  });
}

/** Somebody's emoji on a message, told by the gateway or found by REST. */
export function reactionOf(
  { from, by, message, picture, at }: Reacted,
  me: Me,
  { isTakenBack, isOnOurs }: { readonly isTakenBack: boolean; readonly isOnOurs: boolean | null },
): DiscordNews {
  if (by.id === me.user) return ignore("our own reaction");
  const verb = verbOf(picture);
  if (verb === null) return ignore(`${picture.slice(0, 20)} decides nothing`);
  const key = `discord:reaction:${message}:${by.id}:${verb}:${at}`;
  return { kind: "reaction", key, from, by, message, verb, isOnOurs, isTakenBack };
}
