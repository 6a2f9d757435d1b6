import type { Address } from "../../domain/conversation.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Room } from "../adapter.ts";
import { escapeInto } from "./look/text.ts";
import { addressAt, commandThread, direct, elsewhere, type Place } from "./place.ts";
import type { NewsOf, Workroom } from "./workroom.ts";

/** Where a request goes on, and what its giver is told meanwhile; null: the answer itself comes there. */
export type Beginning = { readonly address: Address; readonly told: string | null };

/** What begins something new, whatever goes on where it is given: `/adjutant ask`, or "Make this a task". */
export type Request = {
  readonly news: NewsOf<"command"> | NewsOf<"shortcut">;
  readonly by: Principal;
  /** What it is called, and what we write for them where a message must be there to begin from. */
  readonly title: string;
  readonly quoted: string;
  /** The message that it can begin from; null: there is none. */
  readonly root: string | null;
};

type ServerPlace = Exclude<Place, { kind: "direct" }>;

/** Discord takes so much in a message; whose words they are stands before them. */
const mostQuoted = 1_900;

const heard = "Heard.";
const mayNotWrite = "You may not write here, so I begin nothing here for you. Ask where you may write, or write to me directly.";
const noRoom = "Something goes on here already, and I can't begin another thing beside it. Ask in a channel, or write to me directly.";
const mayNotPost = "I can't write here. Let me see this channel and send messages in it, or write to me directly.";

/** Where a new request goes on; words where it begins nothing. Who may not ask is told so alone, and nothing is written for them. */
export async function findBeginning(request: Request, place: Place | null, room: Workroom): Promise<Beginning | string> {
  const { news, by, root } = request;
  const { id } = news.reply;
  // Nobody but who gave the command can be answered here: each request is a conversation of its own.
  if (place === null)
    return {
      address: { channel: "discord", workspace: elsewhere, room: news.from.channel, thread: commandThread(by.id, { request: id }) },
      told: null,
    };
  if (place.kind === "direct") return { address: await beginDirect(request, place.room, room), told: heard };
  const alone = aloneWith(by, { workspace: place.guild, room: place.room }, news.from.channel);
  if (!(await room.desk.mayAsk(alone, by))) return { address: alone, told: null };
  if (place.kind === "channel" && root === null) return beginBeside(request, place, mayNotPost, room);
  const address = addressAt(place, root ?? id);
  if (await isTaken(address, news.key, room)) return beginBeside(request, place, noRoom, room);
  if (!news.mayWrite) return mayNotWrite;
  if (place.kind === "thread") return { address, told: heard };
  await room.threads.begin(address, request.title);
  return { address, told: goesOn(address, room) };
}

/** Direct messages have no threads: a request has the id of the message it is about, or its own. */
async function beginDirect({ news, root }: Request, room: string, { desk }: Workroom): Promise<Address> {
  const own: Address = { channel: "discord", workspace: direct, room, thread: news.reply.id };
  const there = { ...own, thread: root ?? news.reply.id };
  return (await isTaken(there, news.key, { desk })) ? own : there;
}

/** Whether something goes on at an address that did not begin with this very request. */
async function isTaken(address: Address, key: string, { desk }: Pick<Workroom, "desk">): Promise<boolean> {
  return (await desk.isAttended(address)) && (await desk.beganBy(address, key)) === null;
}

/**
 * In a thread of its own, begun from a message of ours with their words. What we write for somebody where others see it is theirs to ask
 * for, and theirs to say there; what is said in a private thread is not shown to the channel around it.
 */
async function beginBeside({ news, by, title, quoted }: Request, place: ServerPlace, lacking: string, room: Workroom) {
  if (!(place.kind === "thread" ? news.mayBegin : news.mayWrite)) return mayNotWrite;
  if (place.kind === "thread" && place.isPrivate) return lacking;
  const begun = await room.threads.quote({ channel: place.room, key: news.key, by: by.id }, escapeInto(quoted, mostQuoted));
  if (begun === null) return lacking;
  const address: Address = { channel: "discord", workspace: place.guild, room: place.room, thread: begun };
  await room.threads.begin(address, title);
  return { address, told: goesOn(address, room) };
}

function goesOn(address: Address, { threads }: Workroom): string {
  return `I go on in <#${threads.rootOf(address).channel}>.`;
}

/** A conversation that only who gave a command sees, where they gave it. */
export function aloneWith({ id }: Principal, at: Room, channel: string): Address {
  return { channel: "discord", ...at, thread: commandThread(id, channel === at.room ? {} : { channel }) };
}
