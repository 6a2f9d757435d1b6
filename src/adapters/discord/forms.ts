import type { Principal } from "../../domain/principal.ts";
import { carryOut, takeFilled, unknownAct } from "../acting.ts";
import type { Desk } from "../adapter.ts";
import { answersModal, changesModal, confirmModal, type Modal } from "./look/modals.ts";
import { refOf } from "./posting.ts";
import { sayAnswer } from "./reading/submission.ts";
import { wordsOf } from "./replies.ts";
import type { NewsOf, Workroom } from "./workroom.ts";

/** The form a button opens; null: it opens none, or what it asks about is gone. */
export async function formOf({ pressed, label, about }: NewsOf<"pressed">, desk: Pick<Desk, "questionsOf">): Promise<Modal | null> {
  switch (pressed.does) {
    case "change":
      return changesModal(pressed.approval);
    case "confirm":
      return confirmModal(pressed.act, { label, about });
    case "answer": {
      const questions = await desk.questionsOf(pressed.task);
      return questions.length === 0 ? null : answersModal(pressed.task, questions);
    }
    default:
      return null;
  }
}

/** Whether a button opens a form, which is the first answer there may be. */
export function opensForm({ pressed }: Pick<NewsOf<"pressed">, "pressed">): boolean {
  return pressed.does === "change" || pressed.does === "answer" || pressed.does === "confirm";
}

/** Does what was sent by a form, once more as if nothing were known: much may have happened since it was opened. */
export async function takeForm(news: NewsOf<"submitted">, by: Principal, receivedAt: number, room: Workroom): Promise<void> {
  if (!(await takeIn(news, by, receivedAt, room)))
    await room.replies.tell({ user: by.id, channel: news.from.channel }, wordsOf(unknownAct));
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
      const answers = filled.answers.map((answer, index) => {
        const said = sayAnswer(
          answer,
          questions.find(({ id }) => id === answer.question),
        );
        return { question: answer.question, text: index === 0 && attached !== "" ? `${said}\n\n${attached}` : said };
      });
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
