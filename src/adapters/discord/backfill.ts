import { Away } from "../answer.ts";
import type { Progress } from "../looking-back.ts";
import { writtenSince } from "./history.ts";
import { type Look, originOf } from "./looking.ts";
import { channelOf, commanderOf, direct } from "./place.ts";
import { catchUpReactions } from "./reactions.ts";
import { readHistory } from "./reading/message.ts";
import { Unreadable } from "./requests.ts";
import { channelsWithNews, serversOf } from "./seen-channels.ts";
import type { Web } from "./web.ts";

/** Looked back further than what was heard last: clocks differ, and something may be on its way. */
const overlapMs = 120_000;
/** What is older nobody waits for any more: two weeks. */
const longestMs = 14 * 24 * 3_600_000;

/**
 * Reads what was said while nobody listened: in direct messages and in every thread where something is going on for everything, in
 * the channels we see for mentions, and how people reacted to what waits for a decision. What was heard already has the same key,
 * and is dropped where it is stored. A place that cannot be read now holds up no other: rejects with `Away` after all the others.
 */
export async function catchUp(whole: Look, heardAt: number, progress: Progress): Promise<void> {
  const look = until(progress.signal, whole);
  const since = Math.max(heardAt - overlapMs, Date.now() - longestMs);
  const { attempt, left } = openAttempts(look, progress);
  // Our own roles come with the servers: whoever names one calls us.
  await look.servers.whenTold();
  const { addresses, asked, rooms } = await look.desk.openPlaces();
  const directs = rooms.filter(({ workspace }) => workspace === direct).map(({ room }) => room);
  const open = addresses.filter((address) => commanderOf(address) === null).map(channelOf);
  const read = (channel: string) => once(progress, channel, attempt, () => catchUpIn(look, channel, since));
  for (const channel of new Set([...directs, ...open])) await read(channel);
  const servers = (await attempt("the list of servers", () => serversOf(look))) ?? [];
  for (const server of servers)
    for (const channel of (await attempt(server, () => channelsWithNews(look, server, since))) ?? []) await read(channel);
  for (const ref of asked) await once(progress, ref, attempt, () => catchUpReactions(look, ref));
  const [first] = left;
  if (first !== undefined)
    throw new Away(`${left.length} places could not be read: ${first.message}`, { afterMs: first.afterMs, cause: first });
}

type Attempt = <Found>(place: string, read: () => Promise<Found>) => Promise<Found | undefined>;

/** Whatever cannot be read now is left for the next try, and what nobody can read is left out. */
function openAttempts({ desk }: Look, { signal, done }: Progress): { readonly attempt: Attempt; readonly left: readonly Away[] } {
  const left: Away[] = [];
  const attempt: Attempt = async (place, read) => {
    try {
      return await read();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Away) left.push(error);
      else if (!(error instanceof Unreadable)) throw error;
      else if (!done.has(place)) {
        done.add(place);
        desk.log.error({ place, err: error }, "what was said meanwhile in a place of Discord cannot be read: it is left out");
      }
      return undefined;
    }
  };
  return { attempt, left };
}

/** What was read to its end is not read again by the next try. */
async function once({ done }: Progress, place: string, attempt: Attempt, read: () => Promise<void>): Promise<void> {
  if (done.has(place)) return;
  await attempt(place, async () => {
    await read();
    done.add(place);
  });
}

/** Nothing is asked for and nothing is stored any more once somebody stops. */
function until(signal: AbortSignal, look: Look): Look {
  const call: Web["call"] = async (...asked) => {
    signal.throwIfAborted();
    return look.web.call(...asked);
  };
  const receive: Look["receive"] = async (news) => {
    signal.throwIfAborted();
    await look.receive(news);
  };
  return {
    ...look,
    get me() {
      return look.me;
    },
    web: { call },
    receive,
  };
}

async function catchUpIn(look: Look, channel: string, since: number): Promise<void> {
  const place = await look.places.find(channel);
  if (place === null) return;
  const from = originOf(place, channel);
  for (const message of await writtenSince(look, channel, since)) await look.receive(readHistory(message, from, look.me));
}
