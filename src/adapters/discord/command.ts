import { readSpoken } from "../../domain/grammar.ts";
import type { Principal } from "../../domain/principal.ts";
import { quoteAsRequest } from "../quoting.ts";
import { findBeginning } from "./beginning.ts";
import { asksForGrants, tellGrants } from "./grants.ts";
import { leadOf } from "./leading.ts";
import { weigh, whereOf } from "./standing.ts";
import { mentionsOf, type NewsOf, type Workroom } from "./workroom.ts";

/**
 * `/adjutant`. `ask` begins something new, whatever goes on where it is given: in a channel in a thread that everybody sees. All other
 * words count as if they were written: they go to the task they name, or to the one that is open there; what only asks is answered alone.
 */
export async function obey(news: NewsOf<"command">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  if (asksForGrants(news.text)) return tellGrants(news, by, room);
  const led = await leadOf(news, by, room);
  if (typeof led === "string") return room.replies.finish(news.reply, led);
  const attached = await room.attaching.bring(news.files, led.address, by, receivedAt);
  const mentions = await mentionsOf(news.named, await whereOf(news, room), room);
  const text = [led.text, attached].filter(Boolean).join("\n\n");
  if (readSpoken(text) !== null) await weigh(led.address, room);
  await room.desk.take({ type: "message", key: news.key, by, address: led.address, text, mentions, about: led.about }, receivedAt);
  if (led.told !== null) await room.replies.finish(news.reply, led.told);
}

/** Somebody's message, and what was said around it, as the request of whoever chose it: data, in quotes. It is never an answer. */
export async function makeTask(news: NewsOf<"shortcut">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { about, from, key, reply } = news;
  const place = news.isAtHome ? await room.places.find(from.channel) : null;
  const author = await authorOf(news, room);
  const quoted = `What ${author ?? "somebody"} wrote: ${about.text}`;
  const begun = await findBeginning({ news, by, title: about.text, quoted, root: about.id }, place, room);
  if (typeof begun === "string") return room.replies.finish(reply, begun);
  const earlier = place?.kind === "thread" ? await room.threads.before(from.channel, about.id) : "";
  const files = await room.attaching.bring(about.files, begun.address, by, receivedAt);
  const text = [quoteAsRequest(author, about.text), files, earlier].filter(Boolean).join("\n\n");
  await room.desk.take({ type: "message", key, by, address: begun.address, text }, receivedAt);
  if (begun.told !== null) await room.replies.finish(reply, begun.told);
}

/** Whose words they are, for showing only: where nobody can say it now, nobody's. */
async function authorOf(news: NewsOf<"shortcut">, room: Workroom): Promise<string | null> {
  if (news.about.author === null) return null;
  const found = await room.people.find(news.about.author, await whereOf(news, room), false).catch(() => null);
  return found?.kind === "bot" ? "a bot" : (found?.who.name ?? null);
}
