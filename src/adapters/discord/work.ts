import type { Principal } from "../../domain/principal.ts";
import { carryOut, takeEmoji, unknownAct } from "../acting.ts";
import { Away } from "../answer.ts";
import { makeTask, obey } from "./command.ts";
import { takeForm } from "./forms.ts";
import { hear, hearDeletion, hearMeant } from "./hearing.ts";
import { refOf } from "./posting.ts";
import { aboutOf } from "./reading/about.ts";
import { wordsOf } from "./replies.ts";
import { weigh, whoDid } from "./standing.ts";
import type { Kept, NewsOf, Workroom } from "./workroom.ts";

/** Does with news what it means, once somebody is found who did it. */
export async function workOn(news: Kept, receivedAt: number, room: Workroom): Promise<void> {
  switch (news.kind) {
    case "deleted":
      return hearDeletion(news, receivedAt, room);
    case "message":
      return hear(news, receivedAt, room);
    case "reaction":
      return takeReaction(news, receivedAt, room);
    case "pressed":
    case "submitted":
    case "command":
    case "shortcut":
      return interact(news, receivedAt, room);
  }
}

/** Whether it is answered by "thinking…" until there are words for who did it. */
export function isThinking({ kind }: Pick<Kept, "kind">): boolean {
  return kind === "command" || kind === "shortcut";
}

type Interaction = Extract<Kept, { readonly reply: unknown }>;

async function interact(news: Interaction, receivedAt: number, room: Workroom): Promise<void> {
  room.replies.note({ user: news.by.id, channel: news.from.channel }, news.reply, receivedAt, isThinking(news));
  const by = await whoDid(news, room);
  if (by === null) return;
  const about = aboutOf(news);
  if (about !== null) await weigh(about, room);
  switch (news.kind) {
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

/** Somebody may be quicker than our own note of what was just posted: so long it is waited for. */
const [noteMs, againMs] = [10_000, 500];

async function takeReaction(news: NewsOf<"reaction">, receivedAt: number, room: Workroom): Promise<void> {
  const shown = await room.desk.shownBy(refOf(news.from.channel, news.message));
  if (shown !== null) {
    const by = await whoDid(news, room);
    if (by === null) return;
    if (shown.approval !== null) await weigh(shown.approval, room);
    return takeEmoji(news, shown, { key: news.key, by, receivedAt }, room.desk);
  }
  if (news.isOnOurs !== false && Date.now() - receivedAt < noteMs)
    throw new Away("somebody reacted to what is not known yet", { afterMs: againMs });
}

async function takePress(news: NewsOf<"pressed">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  const { key, pressed, from } = news;
  const { desk, replies } = room;
  const at = { user: by.id, channel: from.channel };
  switch (pressed.does) {
    // Answered by a form when they came.
    case "change":
    case "answer":
    case "confirm":
      return;
    case "revoke":
      await replies.tell(at, wordsOf(await desk.revoke(pressed.grant, by)), key);
      return;
    case "mean":
      if (!(await hearMeant(news, pressed, by, receivedAt, room))) await replies.tell(at, wordsOf(unknownAct), key);
      return;
    default:
      if ((await carryOut(pressed, { key, by, receivedAt }, desk)) === null) await replies.tell(at, wordsOf(unknownAct), key);
  }
}
