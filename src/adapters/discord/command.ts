import type { Address } from "../../domain/conversation.ts";
import { readSpoken, type Spoken } from "../../domain/grammar.ts";
import type { Principal } from "../../domain/principal.ts";
import { quoteAsRequest } from "../quoting.ts";
import { isOfNoTask, meantBy, sayOpen } from "../spoken.ts";
import { meaningOf, retryWhere } from "./direct.ts";
import { asksForGrants, tellGrants } from "./grants.ts";
import { escapeInto } from "./look/text.ts";
import { addressAt, commandThread, direct, elsewhere, type Place } from "./place.ts";
import { weigh, whereOf } from "./standing.ts";
import { mentionsOf, type NewsOf, type Workroom } from "./workroom.ts";

/** Where a command leads: what is said at an address, and what its giver is told meanwhile; null: the answer itself comes there. */
type Led = { readonly address: Address; readonly text: string; readonly told: string | null };

type ServerChannel = Extract<Place, { kind: "channel" }>;

/** Discord takes so much in a message; whose words they are stands before them. */
const mostQuoted = 1_900;

const heard = "Heard.";
const mayNotWrite = "You may not write here, so I begin nothing here for you. Ask where you may write, or write to me directly.";

/**
 * `/adjutant`. In a thread and in direct messages its words count as if they were written; in a channel exact words go to the task
 * they name, or to the only one that is open there, and anything else begins a thread that everybody sees.
 */
export async function obey(news: NewsOf<"command">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  if (asksForGrants(news.text)) return tellGrants(news, by, room);
  const led = await leadOf(news, by, room);
  if (typeof led === "string") return room.replies.finish(news.reply, led);
  const attached = await room.attaching.bring(news.files, led.address, by, receivedAt);
  const mentions = await mentionsOf(news.named, await whereOf(news, room), room);
  const text = [led.text || "help", attached].filter(Boolean).join("\n\n");
  if (readSpoken(text) !== null) await weigh(led.address, room);
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
    return meant.kind === "unclear" ? meant.ask : { address: meant.address, text: meant.text, told: heard };
  }
  if (place.kind === "thread") return { address: addressAt(place, place.thread), text, told: heard };
  const spoken = readSpoken(text);
  return spoken === null ? beginThread(news, by, place, room) : forTask(spoken, text, by, place, room);
}

/** What we write for somebody where others see it is theirs to ask for, and theirs to say there. */
async function beginThread(
  { key, from, text, mayWrite }: NewsOf<"command">,
  by: Principal,
  place: ServerChannel,
  { threads, desk }: Workroom,
): Promise<Led | string> {
  const alone = aloneWith(by, place.guild, place.room);
  if (!(await desk.mayAsk(alone, by))) return { address: alone, text, told: null };
  if (!mayWrite) return mayNotWrite;
  const begun = await threads.quote({ channel: from.channel, key, by: by.id }, escapeInto(text, mostQuoted));
  if (begun === null) return "I can't write here. Let me see this channel and send messages in it, or write to me directly.";
  const address = addressAt(place, begun);
  await threads.begin(address, text);
  return { address, text, told: `I go on in <#${threads.rootOf(address).channel}>.` };
}

async function forTask(spoken: Spoken, text: string, by: Principal, place: ServerChannel, room: Workroom): Promise<Led | string> {
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
  const opened = await openFor(news, place, by, room);
  if (typeof opened === "string") return room.replies.finish(reply, opened);
  const earlier = place?.kind === "thread" ? await room.threads.before(from.channel, about.id) : "";
  const files = await room.attaching.bring(about.files, opened.address, by, receivedAt);
  const author = await authorOf(news, room);
  const text = [quoteAsRequest(author, about.text), files, earlier].filter(Boolean).join("\n\n");
  await room.desk.take({ type: "message", key, by, address: opened.address, text }, receivedAt);
  if (opened.told !== null) await room.replies.finish(reply, opened.told);
}

/** Where it goes on. Who may not ask is told so alone. */
async function openFor(
  { about, from, mayWrite }: NewsOf<"shortcut">,
  place: Place | null,
  by: Principal,
  { threads, desk }: Workroom,
): Promise<Omit<Led, "text"> | string> {
  if (place === null) return { address: aloneWith(by, elsewhere, from.channel), told: null };
  if (place.kind === "direct")
    return { address: { channel: "discord", workspace: direct, room: place.room, thread: about.id }, told: heard };
  const alone = aloneWith(by, place.guild, place.room);
  if (!(await desk.mayAsk(alone, by))) return { address: alone, told: null };
  if (!mayWrite) return mayNotWrite;
  const address = addressAt(place, about.id);
  if (place.kind === "thread") return { address, told: heard };
  await threads.begin(address, about.text);
  return { address, told: `I go on in <#${threads.rootOf(address).channel}>.` };
}

/** Whose words they are, for showing only: where nobody can say it now, nobody's. */
async function authorOf(news: NewsOf<"shortcut">, room: Workroom): Promise<string | null> {
  if (news.about.author === null) return null;
  const found = await room.people.find(news.about.author, await whereOf(news, room), false).catch(() => null);
  return found?.kind === "bot" ? "a bot" : (found?.who.name ?? null);
}
