import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Desk } from "../adapter.ts";
import { channelOf, commanderOf, direct, type Place, type Places } from "./place.ts";
import { readHistory } from "./reading/message.ts";
import type { DiscordNews, Origin } from "./reading/news.ts";
import { reactionOf, verbOf } from "./reading/reaction.ts";
import type { Me } from "./reading/text.ts";
import type { Replied, Web } from "./web.ts";

/** Looked back further than what was heard last: clocks differ, and something may be on its way. */
const overlapMs = 120_000;
/** What is older than this nobody waits for. */
const longestMs = 24 * 3_600_000;
/** So many messages of a channel, a hundred at a time. */
const mostPages = 20;

const Written = z.array(z.looseObject({ id: z.string(), timestamp: z.string().nullish() }));
type Written = z.output<typeof Written>;
const Guilds = z.array(z.object({ id: z.string() }));
const Channels = z.array(z.object({ id: z.string(), type: z.number(), last_message_id: z.string().nullish() }));
const Active = z.object({ threads: Channels });
const Reacted = z.object({
  author: z.object({ id: z.string() }).nullish(),
  reactions: z.array(z.object({ emoji: z.object({ id: z.string().nullish(), name: z.string().nullish() }) })).nullish(),
});
const Users = z.array(z.object({ id: z.string(), username: z.string().nullish(), bot: z.boolean().nullish() }));

/** What is looked through, and by whom. */
type Look = {
  readonly web: Web;
  readonly me: Me;
  readonly desk: Desk;
  readonly places: Places;
  readonly receive: (news: DiscordNews) => Promise<void>;
};

/**
 * Reads what was said while nobody listened: in direct messages and in every thread where something is going on for everything, in
 * the channels we see for mentions, and how people reacted to what waits for a decision. What was heard already has the same key,
 * and is dropped where it is stored.
 */
export async function catchUp(look: Look, heardAt: number): Promise<void> {
  const since = Math.max(heardAt - overlapMs, Date.now() - longestMs);
  const { addresses, asked, rooms } = await look.desk.openPlaces();
  const directs = rooms.filter(({ workspace }) => workspace === direct).map(({ room }) => room);
  const open = addresses.filter((address) => commanderOf(address) === null).map(channelOf);
  const seen = await channelsWithNews(look.web, since);
  for (const channel of new Set([...directs, ...open, ...seen])) await catchUpIn(look, channel, since);
  for (const ref of asked) await catchUpReactions(look, ref);
}

async function catchUpIn({ web, me, places, receive }: Look, channel: string, since: number): Promise<void> {
  const place = await places.find(channel);
  if (place === null) return;
  const from = originOf(place, channel);
  for (const message of await writtenSince(web, channel, since)) await receive(readHistory(message, from, me));
}

/** What was written in a channel since a time, oldest first. */
async function writtenSince(web: Web, channel: string, since: number): Promise<Written> {
  const found: Written[number][] = [];
  let before: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({ limit: "100", ...(before === undefined ? {} : { before }) });
    const written: Written = (await ask(web, `/channels/${channel}/messages`, Written, query)) ?? [];
    const fresh = written.filter(({ timestamp }) => timestamp == null || Date.parse(timestamp) >= since);
    found.push(...fresh);
    before = written.at(-1)?.id;
    if (written.length < 100 || fresh.length < written.length) break;
  }
  return found.toReversed();
}

/** Text channels and threads of our servers in which something was written since a time. */
async function channelsWithNews(web: Web, since: number): Promise<readonly string[]> {
  const guilds = (await ask(web, "/users/@me/guilds", Guilds)) ?? [];
  const found: string[] = [];
  for (const { id } of guilds) {
    const channels = (await ask(web, `/guilds/${id}/channels`, Channels)) ?? [];
    const active = (await ask(web, `/guilds/${id}/threads/active`, Active)) ?? { threads: [] };
    const written = [...channels.filter(({ type }) => type === 0 || type === 5), ...active.threads];
    found.push(...written.filter(({ last_message_id }) => isSince(last_message_id, since)).map((channel) => channel.id));
  }
  return found;
}

/** The first millisecond of Discord's ids; an id that is no time of the last years says nothing. */
const [epoch, firstYear] = [1_420_070_400_000, 31_536_000_000];

function isSince(id: string | null | undefined, since: number): boolean {
  if (id == null) return false;
  const at = Number(BigInt(id) >> 22n);
  return at < firstYear || at + epoch >= since;
}

/** Only those nobody heard of: when it was given is not said here, so that a found one has a key of its own. */
export async function catchUpReactions(look: Look, ref: string): Promise<void> {
  const [channel = "", message = ""] = ref.split("/");
  const place = message === "" ? null : await look.places.find(channel);
  const found = place && (await ask(look.web, `/channels/${channel}/messages/${message}`, Reacted));
  if (place === null || found?.author?.id !== look.me.user) return;
  for (const picture of decidingIn(found)) await catchUpEmoji(look, { from: originOf(place, channel), message, picture });
}

type Emoji = { readonly from: Origin; readonly message: string; readonly picture: string };

async function catchUpEmoji({ web, me, desk, receive }: Look, { from, message, picture }: Emoji): Promise<void> {
  const route = `/channels/${from.channel}/messages/${message}/reactions/${encodeURIComponent(picture)}` as const;
  for (const { id, username, bot } of (await ask(web, route, Users, new URLSearchParams({ limit: "100" }))) ?? []) {
    const by = { id, name: username ?? null, roles: null };
    const news = reactionOf({ from, by, message, picture, at: "found" }, me, { isTakenBack: false, isOnOurs: true });
    const isNew = news.kind === "reaction" && bot !== true && !(await desk.isKept(news.key.slice(0, -"found".length)));
    if (isNew) await receive(news);
  }
}

/** Emoji of a message that decide. */
function decidingIn({ reactions }: z.output<typeof Reacted>): readonly string[] {
  return (reactions ?? []).flatMap(({ emoji: { id, name } }) => (id == null && name != null && verbOf(name) !== null ? [name] : []));
}

function originOf(place: Place, channel: string): Origin {
  const guild = place.kind === "direct" ? null : place.guild;
  return { guild, channel, isThread: place.kind === "thread", parent: place.kind === "thread" ? place.room : null };
}

/** Nobody waits for it: where Discord wants to be asked later, it is. What it does not show is not there. */
async function ask<Value>(web: Web, route: `/${string}`, shape: z.ZodType<Value>, query?: URLSearchParams): Promise<Value | null> {
  for (;;) {
    const answer: Replied<Value> = await web.call("GET", route, query === undefined ? {} : { query }, shape);
    if (answer.kind === "ok") return answer.value;
    if (answer.kind === "refused") return null;
    await wait(answer.afterMs, undefined, { ref: false });
  }
}
