import type { Address } from "../../domain/conversation.ts";
import { readSpoken } from "../../domain/grammar.ts";
import type { TaskId } from "../../domain/id.ts";
import type { Principal } from "../../domain/principal.ts";
import { carryOut, takeEmoji, unknownAct } from "../acting.ts";
import { Away } from "../answer.ts";
import { isExact } from "../spoken.ts";
import { makeTask, obey } from "./command.ts";
import { meaningOf } from "./direct.ts";
import { takeForm } from "./forms.ts";
import { addressAt, direct, type Place } from "./place.ts";
import { refOf } from "./posting.ts";
import { wordsOf } from "./replies.ts";
import { type Kept, mentionsOf, type NewsOf, type Workroom } from "./workroom.ts";

/** Does with news what it means, once somebody is found who did it: what bots do means nothing. */
export async function workOn(news: Kept, receivedAt: number, room: Workroom): Promise<void> {
  if (news.kind === "deleted") return hearDeletion(news, receivedAt, room);
  if ("reply" in news) room.replies.note({ user: news.by.id, channel: news.from.channel }, news.reply, receivedAt, isThinking(news));
  // Where we are no member they are what they are in servers that we share.
  const isAway = "isAtHome" in news && !news.isAtHome;
  const isDeciding = news.kind !== "message" || readSpoken(news.text) !== null;
  const person = await room.people.find(news.by.id, isAway ? null : news.from.guild, isDeciding, news.by);
  if (person.kind === "bot") return room.desk.log.debug({ bot: news.by.id }, "what a bot does is no news");
  // Whose votes count is judged by their roles as they are now, not as they were when they voted.
  if (isDeciding) await room.people.refresh(await room.desk.voters());
  return act(news, person.who, receivedAt, room);
}

/** Whether it is answered by "thinking…" until there are words for who did it. */
export function isThinking({ kind }: Pick<Kept, "kind">): boolean {
  return kind === "command" || kind === "shortcut";
}

function act(news: Exclude<Kept, { kind: "deleted" }>, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  switch (news.kind) {
    case "message":
      return hear(news, by, receivedAt, room);
    case "reaction":
      return takeReaction(news, by, receivedAt, room);
    case "pressed":
      return takePress(news, by, receivedAt, room);
    case "submitted":
      return takeForm(news, by, receivedAt, room);
    case "command":
      return obey(news, by, receivedAt, room);
    case "shortcut":
      return makeTask(news, by, receivedAt, room);
  }
}

async function hear(news: NewsOf<"message">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const place = await room.places.find(news.from.channel, news.from.guild);
  if (place === null) return room.desk.log.warn({ channel: news.from.channel }, "somebody spoke where we may not look any more");
  if (place.kind === "direct") return hearDirect(news, by, receivedAt, room);
  const shown = news.replyTo === null ? null : await room.desk.shownBy(refOf(news.from.channel, news.replyTo));
  const { address, task: about } = shown ?? { address: addressAt(place, news.id), task: null };
  const isAttended = await room.desk.isAttended(address);
  // In a thread nobody is bothered with what people say among themselves, unless something is going on there.
  if (news.via === "thread" && !isAttended) return;
  const isNew = place.kind === "channel" && shown === null && !isAttended;
  if (isNew && (await room.desk.mayAsk(address, by))) await room.threads.begin(address, news.text);
  const earlier = isAttended ? "" : await earlierOf(news, place, room);
  await say(news, { address, text: news.text, about, earlier }, by, receivedAt, room);
}

async function hearDirect(news: NewsOf<"message">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { id, text, replyTo } = news;
  const meant = await meaningOf({ room: news.from.channel, id, text, replyTo }, room.desk);
  if (meant.kind === "there") return say(news, { ...meant, earlier: "" }, by, receivedAt, room);
  const answer = await room.replies.tell({ user: by.id, channel: news.from.channel }, wordsOf(meant.ask));
  if (answer.kind === "later") throw new Away("Discord wants no message now", { afterMs: answer.afterMs });
}

/** Whoever calls into a conversation that went on without us means what was said there (platforms.md: 2, complaint 7). */
async function earlierOf({ id, text, replyTo, from }: NewsOf<"message">, place: Place, { threads }: Workroom): Promise<string> {
  if (isExact(text)) return "";
  if (place.kind === "thread") return threads.before(from.channel, id);
  return replyTo === null ? "" : threads.repliedTo(from.channel, replyTo);
}

type Said = { readonly address: Address; readonly text: string; readonly about: TaskId | null; readonly earlier: string };

async function say(
  { key, named, files, from }: NewsOf<"message">,
  { address, text, about, earlier }: Said,
  by: Principal,
  receivedAt: number,
  room: Workroom,
): Promise<void> {
  const { desk, attaching } = room;
  const attached = await attaching.bring(files, address, by, receivedAt);
  const mentions = await mentionsOf(named, from.guild, room);
  const words = [text || "help", attached, earlier].filter(Boolean).join("\n\n");
  await desk.take({ type: "message", key, by, address, text: words, mentions, about }, receivedAt);
}

/** Who takes back the message that a task began with does not want it any more. */
async function hearDeletion({ key, from, message, of }: NewsOf<"deleted">, receivedAt: number, { desk, places }: Workroom): Promise<void> {
  const place = await places.find(from.channel);
  if (place === null || place.kind === "thread") return;
  const address: Address =
    place.kind === "direct" ? { channel: "discord", workspace: direct, room: place.room, thread: message } : addressAt(place, message);
  const by = (await desk.isAttended(address)) ? await desk.beganBy(address, of) : null;
  if (by !== null) await desk.take({ type: "message", key, by, address, text: "stop" }, receivedAt);
}

/** Somebody may be quicker than our own note of what was just posted: so long it is waited for. */
const [noteMs, againMs] = [10_000, 500];

async function takeReaction(news: NewsOf<"reaction">, by: Principal, receivedAt: number, { desk }: Workroom): Promise<void> {
  const shown = await desk.shownBy(refOf(news.from.channel, news.message));
  if (shown !== null) return takeEmoji(news, shown, { key: news.key, by, receivedAt }, desk);
  if (news.isOnOurs !== false && Date.now() - receivedAt < noteMs)
    throw new Away("somebody reacted to what is not known yet", { afterMs: againMs });
}

async function takePress({ key, pressed, from }: NewsOf<"pressed">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { desk, replies } = room;
  const at = { user: by.id, channel: from.channel };
  switch (pressed.does) {
    // Answered by a form when they came.
    case "change":
    case "answer":
    case "confirm":
      return;
    case "revoke":
      await replies.tell(at, wordsOf(await desk.revoke(pressed.grant, by)));
      return;
    default:
      if ((await carryOut(pressed, { key, by, receivedAt }, desk)) === null) await replies.tell(at, wordsOf(unknownAct));
  }
}
