import type { Address } from "../../domain/conversation.ts";
import { readSpoken, type Spoken } from "../../domain/grammar.ts";
import type { TaskId } from "../../domain/id.ts";
import type { Principal } from "../../domain/principal.ts";
import type { OpenTask, Room } from "../adapter.ts";
import { isOfNoTask, meantBy, sayNotOpen, sayOpen } from "../spoken.ts";
import { aloneWith, findBeginning } from "./beginning.ts";
import { meaningOf, readNumbered, retryWhere } from "./direct.ts";
import { addressAt, channelOf, commanderOf, direct, elsewhere, type Place } from "./place.ts";
import type { NewsOf, Workroom } from "./workroom.ts";

/** Where a command leads: what is said at an address, and what its giver is told meanwhile; null: the answer itself comes there. */
export type Led = { readonly address: Address; readonly text: string; readonly about: TaskId | null; readonly told: string | null };

/** A command, and what is open where it is given. */
type Given = {
  readonly news: NewsOf<"command">;
  readonly by: Principal;
  readonly text: string;
  /** Null: we are no member there, and nobody but who gave the command can be answered. */
  readonly place: Place | null;
  readonly at: Room;
  readonly open: readonly OpenTask[];
};

const heard = "Heard.";
const unreadable = "I can't read that. `/adjutant help` shows what can be said; `/adjutant ask` takes any words.";

/** Where a command leads, or all there is to say to it, to who gave it alone. */
export async function leadOf(news: NewsOf<"command">, by: Principal, room: Workroom): Promise<Led | string> {
  const text = news.text || "help";
  const place = news.isAtHome ? await room.places.find(news.from.channel) : null;
  const at = roomAt(place, news.from.channel);
  const given = { news, by, text, place, at, open: await openHere(place, at, by, room) };
  const spoken = readSpoken(text);
  if (spoken === null) return news.isRequest ? request(given, room) : unreadable;
  if (isOfNoTask(spoken)) return { address: aloneWith(by, at, news.from.channel), text, about: null, told: null };
  if (spoken.kind === "ask") return spoken.what === "tasks" ? sayOwn(await room.desk.ownTasks(by)) : sayOpen(given.open, false);
  return steer(spoken, given, room);
}

function roomAt(place: Place | null, channel: string): Room {
  if (place === null) return { workspace: elsewhere, room: channel };
  return { workspace: place.kind === "direct" ? direct : place.guild, room: place.room };
}

/** Elsewhere everybody has conversations of their own. */
async function openHere(place: Place | null, at: Room, by: Principal, { desk }: Workroom): Promise<readonly OpenTask[]> {
  const open = await desk.openTasks(at);
  if (place === null) return open.filter(({ address }) => commanderOf(address) === by.id);
  return place.kind === "thread" ? open.filter(({ address }) => address.thread === place.thread) : open;
}

/** Free words begin something new, unless they begin with the number of what is open. */
async function request({ news, by, text, place, open }: Given, room: Workroom): Promise<Led | string> {
  const numbered = readNumbered(text);
  const named = numbered === null || numbered.rest === "" ? undefined : open.find((one) => one.number === numbered.number);
  if (named !== undefined) return { address: named.address, text: numbered?.rest ?? text, about: named.id, told: saidIn(named, place) };
  const begun = await findBeginning({ news, by, title: text, quoted: text, root: null }, place, room);
  return typeof begun === "string" ? begun : { ...begun, text, about: null };
}

/** Exact words go to the task they name, to the only one in a channel, and to the newest one in a conversation. */
async function steer(spoken: Spoken, given: Given, room: Workroom): Promise<Led | string> {
  const { text, place, open } = given;
  if (place?.kind === "direct") {
    const meant = await meaningOf({ room: place.room, id: given.news.reply.id, text, replyTo: null }, room.desk);
    if (meant.kind === "there") return { ...meant, told: heard };
    return meant.among.length > 0 ? sayOpen(meant.among, true) : meant.ask;
  }
  if (spoken.kind === "retry")
    return place?.kind === "thread" ? { address: addressAt(place, place.thread), text, about: null, told: heard } : retryWhere;
  const meant = meantBy(spoken, open);
  const [only] = place?.kind === "channel" && meant.length > 1 ? [] : meant.slice(-1);
  if (only !== undefined) return { address: only.address, text, about: only.id, told: saidIn(only, place) };
  return meant.length > 1 ? sayOpen(open, true) : findRead(spoken, given, room);
}

/** What is not open may still be read: words without a number go there, and the answer comes there; else it is said what is open. */
async function findRead(spoken: Spoken, { place, at, by, text, open }: Given, { desk }: Workroom): Promise<Led | string> {
  const number = "number" in spoken ? spoken.number : null;
  if (number !== null) return sayNotOpen(number, open);
  const attended = place?.kind === "channel" || open.length > 0 ? [] : await desk.attendedIn(at);
  const isTheirs = (one: Address) => (place?.kind === "thread" ? one.thread === place.thread : commanderOf(one) === by.id);
  const address = attended.find(isTheirs);
  return address === undefined ? sayOpen(open, false) : { address, text, about: null, told: null };
}

function saidIn({ address }: OpenTask, place: Place | null): string {
  return place?.kind === "channel" ? `Said in <#${channelOf(address)}>.` : heard;
}

/** What somebody asked for, wherever it is talked about. */
function sayOwn(own: readonly OpenTask[]): string {
  if (own.length === 0) return "You have no open tasks.";
  return own.map((task) => `${sayOpen([task], false)}${whereIs(task)}`).join("\n");
}

function whereIs({ address }: OpenTask): string {
  if (address.workspace === elsewhere) return "";
  return address.workspace === direct ? " (in our direct messages)" : ` (<#${channelOf(address)}>)`;
}
