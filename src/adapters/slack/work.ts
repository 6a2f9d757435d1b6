import type { Address } from "../../domain/conversation.ts";
import { readSpoken } from "../../domain/grammar.ts";
import type { Taken } from "../../domain/inbound.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Desk } from "../adapter.ts";
import { obey } from "./command.ts";
import { refOf } from "./showing.ts";
import { addressOf, type Kept, type NewsOf, type Workroom } from "./workroom.ts";

/** Does with news what it means, once somebody is found who did it: what bots do means nothing. */
export async function workOn(news: Kept, receivedAt: number, room: Workroom): Promise<void> {
  if (news.kind === "groups") return room.people.refreshGroups();
  const person = await room.people.find(news.by.id);
  if (person.kind === "bot") return room.desk.log.debug({ bot: news.by.id }, "what a bot does is no news");
  return act(news, person.who, receivedAt, room);
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
  const isAlone = isAttended || via === "direct" || thread === ts || isCommand(news.text);
  const earlier = isAlone ? "" : await room.thread.before(channel, thread, ts);
  const files = await room.attaching.bring(news.files, address, by, receivedAt);
  const text = [news.text || "help", files, earlier].filter(Boolean).join("\n\n");
  const mentions = await room.thread.mentions(news.named);
  await room.desk.take({ type: "message", key, by, address, text, mentions }, receivedAt);
}

/** Exact words mean what they say: what was said before them is no part of it. */
function isCommand(text: string): boolean {
  const spoken = readSpoken(text);
  return spoken !== null && spoken.kind !== "edit";
}

/** Who takes back the message that a task began with does not want it any more. */
async function hearDeletion(
  { key, channel, thread, of }: NewsOf<"deleted">,
  by: Principal,
  receivedAt: number,
  room: Workroom,
): Promise<void> {
  const address = addressOf(room, channel, thread);
  if ((await room.desk.isAttended(address)) && (await room.desk.isBeginning(address, of))) {
    await say(key, by, address, "stop", receivedAt, room);
  }
}

const steering = { stop: "cancel", pause: "pause", resume: "resume" } as const;

function shownUnder(key: string | null, desk: Desk) {
  return key === null ? null : desk.shownUnder(key);
}

async function takeReaction(news: NewsOf<"reaction">, by: Principal, receivedAt: number, { desk, thread }: Workroom): Promise<void> {
  const { key, channel, ts, verb, isOnOurs, isTakenBack } = news;
  // Somebody may be quicker than our own note of what was just posted: the message itself says what it is.
  const written = isOnOurs ? () => thread.keyOf(channel, ts) : async () => null;
  const shown = (await desk.shownBy(refOf(channel, ts))) ?? (await shownUnder(await written(), desk));
  if (shown === null) return;
  if (verb === "stop" || verb === "pause" || verb === "resume") {
    if (shown.task !== null && !isTakenBack)
      await desk.take({ type: "command", key, by, task: shown.task, command: steering[verb] }, receivedAt);
    return;
  }
  const { approval } = shown;
  if (approval === null) return;
  if (isTakenBack) await desk.take({ type: "withdrawal", key, by, approval, verb }, receivedAt);
  else await desk.take({ type: "decision", key, by, approval, verb, text: null, byEmoji: true }, receivedAt);
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
  if ((await carryOut(key, pressed, by, receivedAt, desk)) === null) await forms.tell(news, by, unknown);
  if (news.view === null) return;
  await desk.whenRead(key);
  await room.home.show(by);
}

type Act = Exclude<NewsOf<"pressed">["pressed"], { does: "change" | "answer" | "revoke" }>;

function carryOut(key: string, pressed: Act, by: Principal, receivedAt: number, desk: Desk): Promise<Taken> {
  switch (pressed.does) {
    case "decide":
      return desk.take({ type: "decision", key, by, approval: pressed.approval, verb: pressed.verb, text: null }, receivedAt);
    case "choose": {
      const { task, question, place } = pressed;
      return desk.take({ type: "answer", key, by, task, question, text: `${place + 1}` }, receivedAt);
    }
    case "command":
      return desk.take({ type: "command", key, by, task: pressed.task, command: pressed.command }, receivedAt);
    case "retry":
      return desk.askAgain({ key, by, task: pressed.task }, receivedAt);
  }
}

const unknown = "I don't know what this is about any more.";

async function takeForm({ key, filled }: NewsOf<"submitted">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { desk, forms } = room;
  const taken: Taken[] = [];
  if (filled.form === "changes") {
    taken.push(await desk.take({ type: "decision", key, by, approval: filled.approval, verb: "change", text: filled.text }, receivedAt));
  } else {
    for (const { question, text } of filled.answers)
      taken.push(await desk.take({ type: "answer", key: `${key}:${question}`, by, task: filled.task, question, text }, receivedAt));
  }
  // A form is in no room.
  if (taken.includes(null)) await forms.tell({ channel: null, trigger: "" }, by, unknown);
}

/** Somebody's message, and what was said around it, as the request of whoever chose it: data, in quotes. */
async function makeTask({ key, about }: NewsOf<"shortcut">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const address = addressOf(room, about.channel, about.thread);
  const earlier = await room.thread.before(about.channel, about.thread, about.ts);
  const files = await room.attaching.bring(about.files, address, by, receivedAt);
  const text = [about.text || "(a message without words)", files, earlier].filter(Boolean).join("\n\n");
  await say(key, by, address, text, receivedAt, room);
}
