import type { APIComponentInContainer } from "discord.js";
import type { TaskId } from "../../../domain/id.ts";
import type { AskedQuestion, Message } from "../../../domain/message.ts";
import { nameOf } from "../../wording/line.ts";
import type { Piece } from "../../wording/piece.ts";
import { choicesOf, questionPieces, waysOf } from "../../wording/question-pieces.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { button, type Row, row, selectRow, textDisplay } from "./element.ts";
import { headOf } from "./head.ts";
import { layOut } from "./layout.ts";

type Questions = Extract<Message, { kind: "questions" }>;

/** Questions as people answer them on a phone: one tap where there are choices, one form for several, always in words too. */
export function renderQuestions({ task, questions }: Questions, asked: readonly string[], isHeard: boolean): Rendered {
  return layOut({
    head: headOf(asked, nameOf(task)),
    items: questions.flatMap((question, index) => itemsOf(task.id, question, questions.length > 1 ? `${index + 1}. ` : "")),
    tail: tailOf(task.id, questions, isHeard),
    file: `questions-${task.number}.md`,
    accent: questions.every(({ answer }) => answer !== undefined) ? "over" : "asks",
  });
}

function itemsOf(task: TaskId, question: AskedQuestion, mark: string): readonly (Piece | Row)[] {
  const room = { choices: limits.selectOptions, characters: limits.option };
  return [...questionPieces(question, mark, room), ...chooserOf(task, question)];
}

function chooserOf(task: TaskId, question: AskedQuestion): readonly Row[] {
  const { labels, areFew } = choicesOf(question);
  if (labels.length === 0) return [];
  if (!areFew) return [selectRow(task, question.id, labels)];
  return [row(...labels.map((label, place) => button({ does: "choose", task, question: question.id, place }, label)))];
}

/** How words are heard in a server where Discord shows us only those that call us. */
const called = "Mention me, reply to this message";

function tailOf(task: TaskId, questions: readonly AskedQuestion[], isHeard: boolean): readonly APIComponentInContainer[] {
  const ways = waysOf(questions, isHeard ? undefined : called);
  if (ways === null) return [];
  const pressed = [
    button({ does: "answer", task }, ways.form, "main"),
    ...(ways.mayProceed ? [button({ does: "command", command: "proceed", task }, "Just proceed")] : []),
  ];
  return [row(...pressed), textDisplay(`-# ${ways.hint}`)];
}
