import { z } from "zod";
import { ask, type Look, originOf } from "./looking.ts";
import { channelOf, commanderOf, direct } from "./place.ts";
import { catchUpReactions } from "./reactions.ts";
import { readHistory } from "./reading/message.ts";
import type { Web } from "./web.ts";

/** Looked back further than what was heard last: clocks differ, and something may be on its way. */
const overlapMs = 120_000;
/** What is older nobody waits for any more: two weeks. */
const longestMs = 14 * 24 * 3_600_000;
/** So many messages of a channel, a hundred at a time. */
const mostPages = 20;

const Written = z.array(z.looseObject({ id: z.string(), timestamp: z.string().nullish() }));
type Written = z.output<typeof Written>;
const Guilds = z.array(z.object({ id: z.string() }));
const Channels = z.array(z.object({ id: z.string(), type: z.number(), last_message_id: z.string().nullish() }));
const Active = z.object({ threads: Channels });

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
