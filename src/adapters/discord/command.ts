import type { Address } from "../../domain/conversation.ts";
import { readSpoken, type Spoken } from "../../domain/grammar.ts";
import type { Principal } from "../../domain/principal.ts";
import { isOfNoTask, meantBy, sayOpen } from "../spoken.ts";
import { meaningOf, retryWhere } from "./direct.ts";
import { asksForGrants, tellGrants } from "./grants.ts";
import { addressAt, commandThread, direct, elsewhere, type Place } from "./place.ts";
import { mentionsOf, type NewsOf, type Workroom } from "./workroom.ts";

/** Where a command leads: what is said at an address, and what its giver is told meanwhile; null: the answer itself comes there. */
type Led = { readonly address: Address; readonly text: string; readonly told: string | null };

/**
 * `/adjutant`. In a thread and in direct messages its words count as if they were written; in a channel exact words go to the task
 * they name, or to the only one that is open there, and anything else begins a thread that everybody sees.
 */
export async function obey(news: NewsOf<"command">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  if (asksForGrants(news.text)) return tellGrants(news, by, room);
  const led = await leadOf(news, by, room);
  if (typeof led === "string") return room.replies.finish(news.reply, led);
  const attached = await room.attaching.bring(news.files, led.address, by, receivedAt);
  const mentions = await mentionsOf(news.named, news.isAtHome ? news.from.guild : null, room);
  const text = [led.text || "help", attached].filter(Boolean).join("\n\n");
  await room.desk.take({ type: "message", key: news.key, by, address: led.address, text, mentions }, receivedAt);
  if (led.told !== null) await room.replies.finish(news.reply, led.told);
}

async function leadOf(news: NewsOf<"command">, by: Principal, room: Workroom): Promise<Led | string> {
  const text = news.text || "help";
  const place = news.isAtHome ? await room.places.find(news.from.channel) : null;
  // Nobody but who gave the command can be answered here.
  if (place === null) return { address: aloneWith(by, elsewhere, news.from.channel), text, told: null };
  if (place.kind === "direct") {
    const meant = await meaningOf({ room: place.room, id: news.reply.id, text, replyTo: null }, room.desk);
    return meant.kind === "unclear" ? meant.ask : { address: meant.address, text: meant.text, told: `Heard: ${text}` };
  }
  if (place.kind === "thread") return { address: addressAt(place, place.thread), text, told: `Heard: ${text}` };
  const spoken = readSpoken(text);
  return spoken === null ? beginThread(news, by, place, room) : forTask(spoken, text, by, place, room);
}

async function beginThread(
  { key, from, text }: NewsOf<"command">,
  { id }: Principal,
  place: Extract<Place, { kind: "channel" }>,
  { threads }: Workroom,
): Promise<Led | string> {
  const begun = await threads.quote({ channel: from.channel, key, by: id }, text);
  if (begun === null) return "I can't write here. Let me see this channel and send messages in it, or write to me directly.";
  const address = addressAt(place, begun);
  await threads.begin(address, text);
  return { address, text, told: `I go on in <#${threads.rootOf(address).channel}>.` };
}

async function forTask(
  spoken: Spoken,
  text: string,
  by: Principal,
  place: Extract<Place, { kind: "channel" }>,
  room: Workroom,
): Promise<Led | string> {
  if (spoken.kind === "retry") return retryWhere;
  if (isOfNoTask(spoken)) return { address: aloneWith(by, place.guild, place.room), text, told: null };
  const open = await room.desk.openTasks({ workspace: place.guild, room: place.room });
  const meant = meantBy(spoken, open);
  const [only] = meant;
  if (meant.length !== 1 || only === undefined) return sayOpen(open, spoken.kind !== "ask" && meant.length > 1);
  return { address: only.address, text, told: `Said in <#${room.threads.rootOf(only.address).channel}>.` };
}

function aloneWith({ id }: Principal, workspace: string, room: string): Address {
  return { channel: "discord", workspace, room, thread: commandThread(id) };
}

/** Somebody's message, and what was said around it, as the request of whoever chose it: data, in quotes. */
export async function makeTask(news: NewsOf<"shortcut">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { about, from, key, reply } = news;
  const place = news.isAtHome ? await room.places.find(from.channel) : null;
  const address = addressOf(place, news, by);
  const isThread = place?.kind === "thread";
  if (place?.kind === "channel") await room.threads.begin(address, about.text);
  const earlier = isThread ? await room.threads.before(from.channel, about.id) : "";
  const files = await room.attaching.bring(about.files, address, by, receivedAt);
  const text = [about.text || "(a message without words)", files, earlier].filter(Boolean).join("\n\n");
  await room.desk.take({ type: "message", key, by, address, text }, receivedAt);
  if (place !== null) await room.replies.finish(reply, isThread || place.kind === "direct" ? "Heard." : `I go on in <#${about.id}>.`);
}

function addressOf(place: Place | null, { about, from }: NewsOf<"shortcut">, by: Principal): Address {
  if (place === null) return aloneWith(by, elsewhere, from.channel);
  if (place.kind === "direct") return { channel: "discord", workspace: direct, room: place.room, thread: about.id };
  return addressAt(place, about.id);
}
