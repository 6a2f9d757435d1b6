import type { Address } from "../../domain/conversation.ts";
import { readSpoken } from "../../domain/grammar.ts";
import type { TaskId } from "../../domain/id.ts";
import type { Principal } from "../../domain/principal.ts";
import type { OpenTask } from "../adapter.ts";
import { Away } from "../answer.ts";
import { isExact } from "../spoken.ts";
import { meaningOf } from "./direct.ts";
import { addressAt, direct, type Place } from "./place.ts";
import { refOf } from "./posting.ts";
import { wordsOf } from "./replies.ts";
import { weigh, whereOf, whoDid } from "./standing.ts";
import type { Written } from "./which.ts";
import { mentionsOf, type NewsOf, type Workroom } from "./workroom.ts";

/** What somebody says: who they are is asked of Discord once it is known that it concerns us. */
export async function hear(news: NewsOf<"message">, receivedAt: number, room: Workroom): Promise<void> {
  const place = await room.places.find(news.from.channel, news.from.guild);
  if (place === null) return room.desk.log.warn({ channel: news.from.channel }, "somebody spoke where we may not look any more");
  return place.kind === "direct" ? hearDirect(news, receivedAt, room) : hearAmong(news, place, receivedAt, room);
}

type InServer = Exclude<Place, { kind: "direct" }>;

async function hearAmong(news: NewsOf<"message">, place: InServer, receivedAt: number, room: Workroom): Promise<void> {
  const shown = news.replyTo === null ? null : await room.desk.shownBy(refOf(news.from.channel, news.replyTo));
  const { address, task: about } = shown ?? { address: addressAt(place, news.id), task: null };
  const isAttended = await room.desk.isAttended(address);
  // In a thread nobody is bothered with what people say among themselves, unless something is going on there.
  if (news.via === "thread" && !isAttended) return;
  const by = await whoDid(news, room);
  if (by === null) return;
  if (place.kind === "channel" && shown === null && !isAttended) await begin(news, address, by, room);
  const earlier = isAttended ? "" : await earlierOf(news, place, room);
  await say(news, { address, text: news.text, about, earlier }, by, receivedAt, room);
}

async function begin(news: NewsOf<"message">, address: Address, by: Principal, { threads, desk }: Workroom): Promise<void> {
  if (onlyAsks(news)) threads.stay(address);
  else if (await desk.mayAsk(address, by)) await threads.begin(address, news.text);
}

/** What is answered in one message, as help for who only calls us, needs no thread. */
function onlyAsks({ text, files }: NewsOf<"message">): boolean {
  return files.length === 0 && (text === "" || readSpoken(text)?.kind === "ask");
}

async function hearDirect(news: NewsOf<"message">, receivedAt: number, room: Workroom): Promise<void> {
  const by = await whoDid(news, room);
  if (by === null) return;
  const { id, text, replyTo, from } = news;
  if (await hearNumber(news, by, receivedAt, room)) return;
  const meant = await meaningOf({ room: from.channel, id, text, replyTo }, room.desk);
  if (meant.kind === "there") return say(news, { ...meant, earlier: "" }, by, receivedAt, room);
  if (meant.among.length > 0) return room.which.ask({ channel: from.channel, message: id }, meant.among);
  const answer = await room.replies.tell({ user: by.id, channel: news.from.channel }, wordsOf(meant.ask), news.key);
  if (answer.kind === "later") throw new Away("Discord wants no message now", { afterMs: answer.afterMs });
}

/** A number alone answers for which task somebody's words are, where that was just asked; false: it was not. */
async function hearNumber({ id, text, replyTo, from }: NewsOf<"message">, by: Principal, receivedAt: number, room: Workroom) {
  const number = /^#?(\d{1,9})[.!]?$/.exec(text.trim())?.[1];
  if (number === undefined) return false;
  const question = await room.which.find({ channel: from.channel, message: id }, replyTo);
  const open = await room.desk.openTasks({ workspace: direct, room: from.channel });
  const task = open.find((one) => one.number === Number(number));
  const message = task && question?.words.get(task.id);
  if (!task || !question || message === undefined) return false;
  return hearFor(task, { words: { channel: from.channel, message }, asked: question.asked }, by, receivedAt, room);
}

/** Somebody pressed for which task their words are; false: there are no such words any more, or no such task. */
export async function hearMeant(
  { from, message }: Pick<NewsOf<"pressed">, "from" | "message">,
  meant: { readonly task: TaskId; readonly message: string },
  by: Principal,
  receivedAt: number,
  room: Workroom,
): Promise<boolean> {
  const open = await room.desk.openTasks({ workspace: direct, room: from.channel });
  const task = open.find(({ id }) => id === meant.task);
  if (task === undefined) return false;
  const asked = message === null ? null : { channel: from.channel, message };
  return hearFor(task, { words: { channel: from.channel, message: meant.message }, asked }, by, receivedAt, room);
}

/** Says to a task what somebody wrote before it was known to be for it. */
async function hearFor(
  { id, number, title, address }: OpenTask,
  { words, asked }: { readonly words: Written; readonly asked: Written | null },
  by: Principal,
  receivedAt: number,
  room: Workroom,
): Promise<boolean> {
  const news = await room.which.read(words);
  if (news === null || news.by.id !== by.id) return false;
  await say(news, { address, text: news.text, about: id, earlier: "" }, by, receivedAt, room);
  if (asked !== null) await room.which.close(asked, `It is for #${number} ${title}.`);
  return true;
}

/** Whoever calls into a conversation that went on without us means what was said there (platforms.md: 2, complaint 7). */
async function earlierOf({ id, text, replyTo, from }: NewsOf<"message">, place: Place, { threads }: Workroom): Promise<string> {
  if (isExact(text)) return "";
  if (place.kind === "thread") return threads.before(from.channel, id);
  return replyTo === null ? "" : threads.repliedTo(from.channel, replyTo);
}

type Said = { readonly address: Address; readonly text: string; readonly about: TaskId | null; readonly earlier: string };

async function say(
  news: NewsOf<"message">,
  { address, text, about, earlier }: Said,
  by: Principal,
  receivedAt: number,
  room: Workroom,
): Promise<void> {
  const { key, named, files } = news;
  const attached = await room.attaching.bring(files, address, by, receivedAt);
  const mentions = await mentionsOf(named, await whereOf(news, room), room);
  const words = [text || "help", attached, earlier].filter(Boolean).join("\n\n");
  if (readSpoken(words) !== null) await weigh(address, room);
  await room.desk.take({ type: "message", key, by, address, text: words, mentions, about }, receivedAt);
}

/**
 * Where the message that a task began with is gone, it is not wanted any more; one of ours is wanted still. Discord does not say who took it
 * away.
 */
export async function hearDeletion({ key, from, message, of }: NewsOf<"deleted">, receivedAt: number, room: Workroom): Promise<void> {
  const { desk, places } = room;
  await desk.takenAway(refOf(from.channel, message));
  const place = await places.find(from.channel);
  if (place === null) return;
  const address: Address =
    place.kind === "direct" ? { channel: "discord", workspace: direct, room: place.room, thread: message } : addressAt(place, message);
  const by = (await desk.isAttended(address)) ? await desk.beganBy(address, of) : null;
  if (by !== null) await desk.take({ type: "message", key, by, address, text: "stop", byDeletion: true }, receivedAt);
}
