import type { InputBlock, ModalView } from "@slack/types";
import type { AskedQuestion } from "../../../domain/message.ts";
import { oneLine } from "../../wording/line.ts";
import { ownWordsOf } from "../../wording/question-pieces.ts";
import { actions, choiceValue, forms } from "../action.ts";
import { limits } from "../limits.ts";
import { plain, section, select } from "./element.ts";
import { escapeInto } from "./text.ts";

/** The form behind Request changes. Its metadata is the approval's id and nothing else. */
export function changesModal(approval: string, title: string): ModalView {
  return {
    ...frame(forms.changes, approval, "Request changes", "Send"),
    blocks: [
      section(escapeInto(oneLine(title, 500), 700) || "…"),
      {
        type: "input",
        block_id: "changes",
        label: plain("What should be different?", limits.label),
        element: { type: "plain_text_input", action_id: "text", multiline: true, max_length: limits.input, focus_on_load: true },
      },
    ],
  };
}

/** One form for all questions of a message (product: 2.1). Nothing in it has to be filled in: what is left out stays open. */
export function answersModal(task: string, questions: readonly AskedQuestion[]): ModalView {
  return {
    ...frame(forms.answers, task, "Answer", "Send"),
    blocks: questions.slice(0, limits.blocksInView / 2).flatMap((question) => inputsOf(task, question, questions.length)),
  };
}

function frame(callback: string, metadata: string, title: string, submit: string): Omit<ModalView, "blocks"> {
  const head = { title: plain(title, limits.viewTitle), submit: plain(submit, limits.viewTitle), close: plain("Cancel", limits.viewTitle) };
  return { type: "modal", callback_id: callback, private_metadata: metadata, ...head };
}

/** A choice and words of one's own lie beside each other: both may be said. */
function inputsOf(task: string, question: AskedQuestion, questions: number): readonly InputBlock[] {
  const { id, text, choices, why } = question;
  const hint = why === null ? {} : { hint: plain(why, limits.label) };
  const words = { type: "plain_text_input", action_id: "text", multiline: true, max_length: limits.input } as const;
  const label = plain(text, limits.label);
  if (choices.length === 0) return [{ type: "input", block_id: `${id}/text`, optional: true, label, ...hint, element: words }];
  const options = choices.map((choice, place) => ({ value: choiceValue(task, id, place), label: choice.trim() || `${place + 1}` }));
  return [
    { type: "input", block_id: `${id}/choice`, optional: true, label, ...hint, element: select(actions.choose, options, "Choose one") },
    { type: "input", block_id: `${id}/text`, optional: true, label: plain(ownWordsOf(question, questions), limits.label), element: words },
  ];
}
