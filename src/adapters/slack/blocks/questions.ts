import type { ActionsBlock, KnownBlock } from "@slack/types";
import type { AskedQuestion, Message } from "../../../domain/message.ts";
import { actions, choiceValue } from "../action.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, context, select } from "./element.ts";
import { headOf, nameOf } from "./head.ts";
import { layOut } from "./layout.ts";
import { bold, line, type Piece, type Span } from "./piece.ts";
import { prose } from "./prose.ts";
import { oneLine } from "./text.ts";

type Questions = Extract<Message, { kind: "questions" }>;

/** Questions as people answer them on a phone: one tap where there are choices, one form for several, always in words too. */
export function renderQuestions({ task, questions }: Questions, asked: readonly string[]): Rendered {
  const items = questions.flatMap((question, index) => itemsOf(task.id, question, questions.length > 1 ? `${index + 1}. ` : ""));
  return layOut({ head: headOf(asked, nameOf(task)), items, tail: tailOf(task.id, questions), file: `questions-${task.number}.md` });
}

function itemsOf(task: string, question: AskedQuestion, mark: string): readonly (Piece | KnownBlock)[] {
  if (question.answer !== undefined) return [line(mark, `${oneLine(question.text, 300)} — `, bold(oneLine(question.answer, 300)))];
  const [first = line(), ...more] = prose(question.text);
  const asks =
    "spans" in first
      ? [
          line(
            mark,
            first.spans.map(({ text, style }): Span => (style ? { text, style } : bold(text))),
          ),
        ]
      : [line(mark), first];
  const why = question.why === null ? [] : prose(question.why);
  return [...asks, ...more, ...why, ...listed(question), ...choicesOf(task, question)];
}

/** Long choices do not fit on what they are chosen by. */
function listed({ choices }: AskedQuestion): readonly Piece[] {
  const isWhole = choices.length <= limits.selectOptions && choices.every((choice) => choice.length <= limits.option);
  return isWhole ? [] : choices.map((choice, place) => line(`${place + 1}) ${choice.replace(/\s+/g, " ")}`));
}

/** As many and as long as fit beside each other on a phone; more of them are a list. */
const few = { choices: 5, characters: 30 };

function choicesOf(task: string, { id, choices }: AskedQuestion): readonly ActionsBlock[] {
  if (choices.length === 0) return [];
  const options = choices.map((label, place) => ({ value: choiceValue(task, id, place), label: label.trim() || `${place + 1}` }));
  if (options.length <= few.choices && options.every(({ label }) => label.length <= few.characters)) {
    return [buttons(...options.map(({ value, label }, place) => button(actions.choose, value, label, { place })))];
  }
  return [{ type: "actions", elements: [select(actions.choose, options, "Choose one")] }];
}

/** What an offer proposes is done by its button or left alone; only the interview can be cut short. */
function tailOf(task: string, all: readonly AskedQuestion[]): readonly KnownBlock[] {
  const questions = all.filter(({ answer }) => answer === undefined);
  if (questions.every(({ isOffer }) => isOffer === true)) return [];
  const mayProceed = questions.every(({ step, isOffer }) => step === null && isOffer !== true);
  const form = questions.length > 1 || questions.some(({ choices }) => choices.length === 0);
  const ways = [
    ...(form ? [button(actions.answer, task, questions.length > 1 ? "Answer all" : "Answer")] : []),
    ...(mayProceed ? [button(actions.proceed, task, "Just proceed")] : []),
  ];
  const hint = mayProceed ? "Reply here, press a button, or just proceed." : "Reply here or press a button.";
  return [...(ways.length > 0 ? [buttons(...ways)] : []), context(hint)];
}
