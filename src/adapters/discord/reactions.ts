import { z } from "zod";
import { emojiIn, type Givers, missedIn } from "../reacted.ts";
import { ask, type Look, originOf } from "./looking.ts";
import { reactionKey, reactionOf, verbOf } from "./reading/reaction.ts";

/** So many of those who gave an emoji are looked at: more than any quorum. */
const mostGivers = 100;

const Reactions = z.object({
  author: z.object({ id: z.string() }).nullish(),
  reactions: z.array(z.object({ emoji: z.object({ id: z.string().nullish(), name: z.string().nullish() }) })).nullish(),
});
const Users = z.array(z.object({ id: z.string(), username: z.string().nullish(), bot: z.boolean().nullish() }));

/** How people reacted to a message of ours while nobody listened: what they gave and what they took back. */
export async function catchUpReactions({ web, me, desk, places, receive }: Look, ref: string): Promise<void> {
  const [channel = "", message = ""] = ref.split("/");
  const place = message === "" ? null : await places.find(channel);
  const found = place && (await ask(web, `/channels/${channel}/messages/${message}`, Reactions));
  if (place === null) return;
  // What waits for an answer and was taken away meanwhile is asked anew.
  if (found === null) return desk.takenAway(ref);
  if (found.author?.id !== me.user) return;
  const begin = reactionKey(message);
  const keys = await desk.keptKeys(begin);
  const { there, names } = await giversOf({ web, me }, ref, new Set([...decidingIn(found), ...emojiIn(begin, keys)]));
  for (const { user, emoji, at, isTakenBack } of missedIn(begin, keys, there)) {
    const by = { id: user, name: names.get(user) ?? null, roles: null };
    await receive(reactionOf({ from: originOf(place, channel), by, message, picture: emoji, at, isTakenBack, isOnOurs: true }));
  }
}

/** Who gave these emoji to a message, and by which names Discord knows them. */
async function giversOf({ web, me }: Pick<Look, "web" | "me">, ref: string, pictures: ReadonlySet<string>) {
  const [channel = "", message = ""] = ref.split("/");
  const names = new Map<string, string | null>();
  const there: Givers[] = [];
  for (const emoji of pictures) {
    const route = `/channels/${channel}/messages/${message}/reactions/${encodeURIComponent(emoji)}` as const;
    const users = await ask(web, route, Users, new URLSearchParams({ limit: `${mostGivers}` }));
    const people = (users ?? []).filter(({ id, bot }) => bot !== true && id !== me.user);
    for (const { id, username } of people) names.set(id, username ?? null);
    // Where Discord does not show them, or not all, nobody's is gone.
    there.push({ emoji, users: people.map(({ id }) => id), isAll: users !== null && users.length < mostGivers });
  }
  return { there, names };
}

/** Emoji of a message that decide. */
function decidingIn({ reactions }: z.output<typeof Reactions>): readonly string[] {
  return (reactions ?? []).flatMap(({ emoji: { id, name } }) => (id == null && name != null && verbOf(name) !== null ? [name] : []));
}
