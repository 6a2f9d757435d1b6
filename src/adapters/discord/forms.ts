import { setTimeout } from "node:timers/promises";
import type { Principal } from "../../domain/principal.ts";
import { carryOut, takeFilled, unknownAct } from "../acting.ts";
import type { Desk } from "../adapter.ts";
import { closedWords } from "../wording/decision-words.ts";
import type { Confirmable } from "./action.ts";
import { sayAnswers } from "./answers.ts";
import { answersModal, changesModal, decisionModal, type Modal, stopModal } from "./look/modals.ts";
import { refOf } from "./posting.ts";
import { wordsOf } from "./replies.ts";
import type { NewsOf, Workroom } from "./workroom.ts";

/** A form opens within three seconds of the click, or not at all: so long what it says is looked up, in milliseconds. */
const lookUpMs = 2_000;

/** The form a button opens, or words where what it asks about is gone; null: it opens none. Rejects where it would come too late. */
export async function formOf(news: NewsOf<"pressed">, desk: Looking): Promise<Modal | string | null> {
  const late = setTimeout(lookUpMs, undefined, { ref: false }).then(() =>
    Promise.reject(new Error("what a form says is not known in time")),
  );
  return Promise.race([formFor(news, desk), late]);
}

type Looking = Pick<Desk, "questionsOf" | "approvalOf">;

async function formFor({ pressed }: NewsOf<"pressed">, desk: Looking): Promise<Modal | string | null> {
  switch (pressed.does) {
    case "change":
      return changesModal(pressed.approval);
    case "confirm":
      return pressed.act.does === "command" ? stopModal(pressed.act.task) : decisionForm(pressed.act, desk);
    case "answer": {
      const questions = await desk.questionsOf(pressed.task);
      return questions.length === 0 ? "These questions are answered or gone." : answersModal(pressed.task, questions);
    }
    default:
      return null;
  }
}

/** What is decided or replaced already is not asked about once more. */
async function decisionForm({ verb, approval }: Extract<Confirmable, { does: "decide" }>, desk: Looking): Promise<Modal | string> {
  const message = await desk.approvalOf(approval);
  if (message === null) return unknownAct;
  return message.closed === null ? decisionModal(verb, message) : closedWords(message.closed);
}

/** Whether a button opens a form, which is the first answer there may be. */
export function opensForm({ pressed }: Pick<NewsOf<"pressed">, "pressed">): boolean {
  return pressed.does === "change" || pressed.does === "answer" || pressed.does === "confirm";
}

/** Does what was sent by a form, once more as if nothing were known: much may have happened since it was opened. */
export async function takeForm(news: NewsOf<"submitted">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  if (!(await takeIn(news, by, receivedAt, room)))
    await room.replies.tell({ user: by.id, channel: news.from.channel }, wordsOf(unknownAct), news.key);
}

async function takeIn(news: NewsOf<"submitted">, by: Principal, receivedAt: number, room: Workroom): Promise<boolean> {
  const { key, filled } = news;
  const deed = { key, by, receivedAt };
  switch (filled.form) {
    case "changes":
      return takeFilled(filled, deed, room.desk);
    case "confirm":
      return (await carryOut(filled.act, deed, room.desk, filled.text)) !== null;
    case "answers": {
      const attached = await attach(news, by, receivedAt, room);
      const questions = await room.desk.questionsOf(filled.task);
      const answers = sayAnswers(filled, questions, attached);
      return takeFilled({ form: "answers", task: filled.task, answers }, deed, room.desk);
    }
  }
}

/** Files of a form come to the conversation whose message opened it. */
async function attach({ filled, from, message }: NewsOf<"submitted">, by: Principal, receivedAt: number, room: Workroom): Promise<string> {
  if (filled.form !== "answers" || filled.files.length === 0 || message === null) return "";
  const shown = await room.desk.shownBy(refOf(from.channel, message));
  return shown === null ? "" : room.attaching.bring(filled.files, shown.address, by, receivedAt);
}
