import { z } from "zod";
import type { EmojiVerb } from "../../acting.ts";
import { reactedKey } from "../../reacted.ts";
import { type DiscordNews, ignore } from "./news.ts";
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

const Told = z.object({
  user_id: Id,
  channel_id: Id,
  message_id: Id,
  guild_id: maybeId,
  member: z.object({ user: z.object({ username: maybe, bot: z.boolean().nullish() }).nullish(), roles: z.array(Id) }).nullish(),
  message_author_id: maybeId,
  emoji: z.object({ id: maybeId, name: maybe }),
});

/** A `MESSAGE_REACTION_ADD` or, taken back, a `MESSAGE_REACTION_REMOVE`. */
export function readReaction(
  payload: unknown,
  { me, isThread, at }: { readonly me: Me; readonly isThread: (channel: string) => boolean; readonly at: string },
  isTakenBack: boolean,
): DiscordNews {
  return readAs(Told, payload, (told) => {
    if (told.user_id === me.user) return ignore("our own reaction");
    if (told.member?.user?.bot === true) return ignore("a bot's reaction");
    if (told.emoji.id !== null) return ignore("an emoji of a server decides nothing");
    const by = { id: told.user_id, name: told.member?.user?.username ?? null, roles: Member.parse(told.member) };
    const from = originOf(told, isThread(told.channel_id));
    const isOnOurs = told.message_author_id === null ? null : told.message_author_id === me.user;
    return reactionOf({ from, by, message: told.message_id, picture: told.emoji.name ?? "", at, isTakenBack, isOnOurs });
  });
}

type Reaction = Omit<Extract<DiscordNews, { kind: "reaction" }>, "kind" | "key" | "verb">;

/** Somebody's emoji on a message, told by the gateway or found by REST; `at` tells this time from others. */
export function reactionOf({ picture, at, ...told }: Reaction & { readonly picture: string; readonly at: string }): DiscordNews {
  const { by, message, isTakenBack } = told;
  const verb = verbOf(picture);
  if (verb === null) return ignore(`${picture.slice(0, 20)} decides nothing`);
  const key = reactedKey(reactionKey(message), { user: by.id, emoji: picture, at, isTakenBack });
  return { kind: "reaction", key, ...told, verb };
}

/** How the keys of all reactions to a message begin. */
export function reactionKey(message: string): string {
  return `discord:reaction:${message}:`;
}
