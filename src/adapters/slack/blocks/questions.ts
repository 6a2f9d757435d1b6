import type { ActionsBlock, KnownBlock } from "@slack/types";
import type { AskedQuestion, Message } from "../../../domain/message.ts";
import { nameOf } from "../../wording/line.ts";
import type { Piece } from "../../wording/piece.ts";
import { choicesOf, questionPieces, waysOf } from "../../wording/question-pieces.ts";
import { actions, choiceValue } from "../action.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, context, select } from "./element.ts";
import { headOf } from "./head.ts";
import { layOut } from "./layout.ts";

type Questions = Extract<Message, { kind: "questions" }>;

/** Questions as people answer them on a phone: one tap where there are choices, one form for several, always in words too. */
export function renderQuestions({ task, questions }: Questions, asked: readonly string[]): Rendered {
  const items = questions.flatMap((question, index) => itemsOf(task.id, question, questions.length > 1 ? `${index + 1}. ` : ""));
  return layOut({ head: headOf(asked, nameOf(task)), items, tail: tailOf(task.id, questions), file: `questions-${task.number}.md` });
}

function itemsOf(task: string, question: AskedQuestion, mark: string): readonly (Piece | KnownBlock)[] {
  const room = { choices: limits.selectOptions, characters: limits.option };
  return [...questionPieces(question, mark, room), ...chooserOf(task, question)];
}

function chooserOf(task: string, question: AskedQuestion): readonly ActionsBlock[] {
  const { labels, areFew } = choicesOf(question);
  if (labels.length === 0) return [];
  const options = labels.map((label, place) => ({ value: choiceValue(task, question.id, place), label }));
  if (areFew) return [buttons(...options.map(({ value, label }, place) => button(actions.choose, value, label, { place })))];
  return [{ type: "actions", elements: [select(actions.choose, options, "Choose one")] }];
}

function tailOf(task: string, questions: readonly AskedQuestion[]): readonly KnownBlock[] {
  const ways = waysOf(questions);
  if (ways === null) return [];
  const pressed = [button(actions.answer, task, ways.form), ...(ways.mayProceed ? [button(actions.proceed, task, "Just proceed")] : [])];
  return [buttons(...pressed), context(ways.hint)];
}
