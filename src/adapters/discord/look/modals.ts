import type { APILabelComponent, APIModalInteractionResponseCallbackData, APITextInputComponent } from "discord.js";
import type { ApprovalId, TaskId } from "../../../domain/id.ts";
import type { ApprovalMessage, AskedQuestion } from "../../../domain/message.ts";
import { decisionWords, endWords, rejectingEnds, riskWords } from "../../wording/decision-words.ts";
import { oneLine } from "../../wording/line.ts";
import { ownWordsOf } from "../../wording/question-pieces.ts";
import { fields, formId } from "../action.ts";
import { limits } from "../limits.ts";
import { options, textDisplay } from "./element.ts";
import { literalInto } from "./text.ts";

/** A form, as it answers an interaction (type 9): at once, and before anything else. */
export type Modal = APIModalInteractionResponseCallbackData;

/** The form behind Request changes. What it is about is its id and nothing else. */
export function changesModal(approval: ApprovalId): Modal {
  const what = labelled("What should be different?", null, words(fields.text, { required: true }));
  return { custom_id: formId({ form: "changes", approval }), title: "Request changes", components: [what] };
}

/**
 * One form for all questions of a message (product: 2.1), as many as Discord lets in. Nothing in it has to be filled in: what is
 * left out stays open. Where there is room, a choice can be said in words too, and files can be brought.
 */
export function answersModal(task: TaskId, questions: readonly AskedQuestion[]): Modal {
  const asked = questions.slice(0, limits.modalParts);
  const room = limits.modalParts - asked.length;
  const choosing = asked.filter(({ choices }) => choices.length > 0);
  const eachHasWords = choosing.length < room;
  const components = asked.flatMap((question) => {
    const isSaid = eachHasWords && question.choices.length > 0;
    return [asking(question), ...(isSaid ? [inWords(ownWordsOf(question, asked.length), `${question.id}/${fields.text}`)] : [])];
  });
  const shared = eachHasWords || room === 0 ? [] : [inWords("Where no choice fits, in your own words", fields.text)];
  const files = labelled("Files", "If they say more than words.", {
    type: 19,
    custom_id: fields.files,
    min_values: 0,
    max_values: limits.uploads,
    required: false,
  });
  return {
    custom_id: formId({ form: "answers", task }),
    title: "Answer",
    components: [...components, ...shared, files].slice(0, limits.modalParts),
  };
}

function inWords(label: string, custom_id: string): APILabelComponent {
  return labelled(label, null, words(custom_id, {}));
}

/** Asks once more before a task is ended. */
export function stopModal(task: TaskId): Modal {
  const act = { does: "command", command: "cancel", task } as const;
  const components = [textDisplay(endWords), inWords("Why (optional)", fields.text)];
  return { custom_id: formId({ form: "confirm", act }), title: "Stop?", components };
}

/** Asks once more before something that is risky, saying exactly what would be granted (product: 2.4), or before what ends a task. */
export function decisionModal(verb: "approve" | "reject", message: ApprovalMessage): Modal {
  const { approval, task } = message;
  const act = { does: "decide", verb, approval: approval.id } as const;
  const label = decisionWords[approval.subject][verb];
  const ends = verb === "reject" && rejectingEnds(message);
  const title = oneLine(ends ? `${label}?` : `${label} for #${task.number}?`, limits.modalTitle);
  const note = labelled("A note, kept with the decision", null, words(fields.text, {}));
  const said = ends ? endWords : literalInto(riskWords(message).trim(), limits.text) || "…";
  return { custom_id: formId({ form: "confirm", act }), title, components: [textDisplay(said), note] };
}

function asking(question: AskedQuestion): APILabelComponent {
  const { id, text, choices, why } = question;
  const isLong = oneLine(text, limits.label) !== oneLine(text, 1_000);
  const more = isLong ? text : why;
  if (choices.length === 0) return labelled(text, more, words(`${id}/${fields.text}`, {}));
  const labels = choices.map((choice, place) => choice.trim() || `${place + 1}`);
  const custom_id = `${id}/${fields.choice}`;
  const list = { type: 3, custom_id, placeholder: "Choose one", options: options(labels, limits.selectOptions), required: false } as const;
  return labelled(text, more, list);
}

/** Labels are no Markdown. */
function labelled(label: string, description: string | null, component: APILabelComponent["component"]): APILabelComponent {
  const more = description === null ? "" : oneLine(description, limits.description);
  return { type: 18, label: oneLine(label, limits.label) || "…", ...(more === "" ? {} : { description: more }), component };
}

function words(custom_id: string, { required = false }: { readonly required?: boolean }): APITextInputComponent {
  return { type: 4, custom_id, style: 2, required, max_length: limits.input };
}
