import type { Address } from "../../domain/conversation.ts";
import type { Principal } from "../../domain/principal.ts";
import { carryOut, takeEmoji, takeFilled, unknownAct } from "../acting.ts";
import type { Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import { quoteAsRequest } from "../quoting.ts";
import { isExact } from "../spoken.ts";
import { obey } from "./command.ts";
import { refOf } from "./posted.ts";
import { aboutOf } from "./reading/about.ts";
import { addressOf, type Kept, type NewsOf, type Workroom } from "./workroom.ts";

/** Does with news what it means, once somebody is found who did it: what bots do means nothing. */
export async function workOn(news: Kept, receivedAt: number, room: Workroom): Promise<void> {
  if (news.kind === "groups") return room.people.refreshGroups();
  const person = await room.people.find(news.by.id, news.by.home);
  if (person.kind === "bot") return room.desk.log.debug({ bot: news.by.id }, "what a bot does is no news");
  return act(news, await seenFrom(news, person.who, room), receivedAt, room);
}

/** Who is at home here is a stranger to what belongs to another workspace, though both have us. */
async function seenFrom(news: Kept, who: Principal, { team, desk }: Workroom): Promise<Principal> {
  const about = aboutOf(news);
  const workspace = about === null ? null : await desk.workspaceOf(about);
  return workspace === null || workspace === team ? who : { ...who, member: "external" };
}

function act(news: Exclude<Kept, { kind: "groups" }>, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  switch (news.kind) {
    case "message":
      return hear(news, by, receivedAt, room);
    case "deleted":
      return hearDeletion(news, by, receivedAt, room);
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
    case "home":
      return news.tab === "home" ? room.home.show(by) : Promise.resolve();
    case "stopped":
      return say(news.key, by, addressOf(room, news.channel, news.thread), "stop", receivedAt, room);
  }
}

async function say(key: string, by: Principal, address: Address, text: string, receivedAt: number, { desk }: Workroom): Promise<void> {
  await desk.take({ type: "message", key, by, address, text }, receivedAt);
}

/** In a thread nobody is bothered with what people say among themselves, unless something is going on there. */
async function hear(news: NewsOf<"message">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { key, channel, thread, ts, via } = news;
  const address = addressOf(room, channel, thread);
  const isAttended = await room.desk.isAttended(address);
  if (via === "thread" && !isAttended) return;
  // Whoever calls into a conversation that went on without us means what was said there (platforms.md: 2, complaint 7).
  const isAlone = isAttended || via === "direct" || thread === ts || isExact(news.text);
  const earlier = isAlone ? "" : await room.thread.before(channel, thread, ts);
  const files = await room.attaching.bring(news.files, address, by, receivedAt);
  const text = [news.text || "help", files, earlier].filter(Boolean).join("\n\n");
  const mentions = await room.thread.mentions(news.named);
  await room.desk.take({ type: "message", key, by, address, text, mentions }, receivedAt);
}

/** Who takes back the message that a task began with does not want it any more. */
async function hearDeletion(
  { key, channel, thread, of }: NewsOf<"deleted">,
  by: Principal,
  receivedAt: number,
  room: Workroom,
): Promise<void> {
  const address = addressOf(room, channel, thread);
  if ((await room.desk.isAttended(address)) && (await room.desk.beganBy(address, of)) !== null) {
    await room.desk.take({ type: "message", key, by, address, text: "stop", byDeletion: true }, receivedAt);
  }
}

/** After so long it is known of every message of ours that it is one, in milliseconds. */
const noteMs = 10_000;

function shownUnder(key: string | null, desk: Desk) {
  return key === null ? null : desk.shownUnder(key);
}

/** What somebody reacted to shows; null: nothing of ours. They may be quicker than our own note of what was just posted. */
async function shownWhere({ channel, ts, isOnOurs }: NewsOf<"reaction">, receivedAt: number, { desk, thread }: Workroom) {
  const noted = await desk.shownBy(refOf(channel, ts));
  if (noted !== null || !isOnOurs) return noted;
  // The message itself says what it is.
  const written = await shownUnder(await thread.keyOf(channel, ts), desk);
  // Where nothing is written on messages the note has to be waited for.
  if (written === null && Date.now() - receivedAt < noteMs) throw new Away("what somebody reacted to is not known yet", { afterMs: 1_000 });
  return written;
}

async function takeReaction(news: NewsOf<"reaction">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { desk } = room;
  const { key, verb, isTakenBack } = news;
  const shown = await shownWhere(news, receivedAt, room);
  if (shown !== null) await takeEmoji({ verb, isTakenBack }, shown, { key, by, receivedAt }, desk);
}

async function takePress(news: NewsOf<"pressed">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { desk, forms } = room;
  const { key, pressed } = news;
  if (pressed.does === "change") return forms.askChanges(news, by, pressed.approval);
  if (pressed.does === "answer") return forms.askAnswers(news, by, pressed.task);
  if (pressed.does === "revoke") {
    await forms.tell(news, by, await desk.revoke(pressed.grant, by));
    return news.view === null ? undefined : room.home.show(by);
  }
  if ((await carryOut(pressed, { key, by, receivedAt }, desk)) === null) await forms.tell(news, by, unknownAct);
  if (news.view === null) return;
  await desk.whenRead(key);
  await room.home.show(by);
}

async function takeForm({ key, filled }: NewsOf<"submitted">, by: Principal, receivedAt: number, { desk, forms }: Workroom): Promise<void> {
  // A form is in no room.
  if (!(await takeFilled(filled, { key, by, receivedAt }, desk))) await forms.tell({ channel: null, trigger: "" }, by, unknownAct);
}

/** Somebody's message, and what was said around it, as the request of whoever chose it: data, in quotes. */
async function makeTask({ key, about }: NewsOf<"shortcut">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const address = addressOf(room, about.channel, about.thread);
  const earlier = await room.thread.before(about.channel, about.thread, about.ts);
  const files = await room.attaching.bring(about.files, address, by, receivedAt);
  const author = about.author === null ? null : await room.thread.nameOf(about.author);
  const text = [quoteAsRequest(author, about.text), files, earlier].filter(Boolean).join("\n\n");
  await say(key, by, address, text, receivedAt, room);
}
