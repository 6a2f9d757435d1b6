import type { APILabelComponent, APIModalInteractionResponseCallbackData, APITextInputComponent } from "discord.js";
import type { ApprovalId, TaskId } from "../../../domain/id.ts";
import type { AskedQuestion } from "../../../domain/message.ts";
import { endWords } from "../../wording/decision-words.ts";
import { oneLine } from "../../wording/line.ts";
import { type Confirmable, fields, formId } from "../action.ts";
import { limits } from "../limits.ts";
import { options, textDisplay } from "./element.ts";

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
  let free = limits.modalParts - asked.length;
  const components = asked.flatMap((question) => {
    const isSaid = question.choices.length > 0 && free > 0;
    if (isSaid) free -= 1;
    return [asking(question), ...(isSaid ? [labelled("Or in your own words", null, words(`${question.id}/${fields.text}`, {}))] : [])];
  });
  const files = labelled("Files", "If they say more than words.", {
    type: 19,
    custom_id: fields.files,
    min_values: 0,
    max_values: limits.uploads,
    required: false,
  });
  return { custom_id: formId({ form: "answers", task }), title: "Answer", components: [...components, ...(free > 0 ? [files] : [])] };
}

/**
 * Asks once more before something that is risky, or ends a task. `label` is what the pressed button said, `about` what its message
 * says would be granted, in Markdown as it is shown there: both from Discord's own copy of our message.
 */
export function confirmModal(act: Confirmable, { label, about }: { readonly label: string | null; readonly about: string | null }): Modal {
  const title = oneLine(`${label ?? "Are you sure"}?`, limits.modalTitle);
  const ends = act.does === "command" || act.verb === "reject";
  const said = textDisplay(ends ? endWords : (about ?? "What it may do is said in the message."));
  const field = ends && act.does === "command" ? sure : labelled("A note, kept with the decision", null, words(fields.text, {}));
  return { custom_id: formId({ form: "confirm", act }), title, components: [said, field] };
}

/** A form has to ask something. */
const sure: APILabelComponent = labelled("Stop it?", null, {
  type: 22,
  custom_id: "sure",
  options: [{ label: "Yes, end the task", value: "yes", default: true }],
  min_values: 1,
  max_values: 1,
  required: true,
});

function asking(question: AskedQuestion): APILabelComponent {
  const { id, text, choices, why } = question;
  const isLong = oneLine(text, limits.label) !== oneLine(text, 1_000);
  const more = isLong ? text : why;
  if (choices.length === 0) return labelled(text, more, words(`${id}/${fields.text}`, {}));
  const labels = choices.map((choice, place) => choice.trim() || `${place + 1}`);
  const custom_id = `${id}/${fields.choice}`;
  const { least, most } = limits.radioOptions;
  if (labels.length >= least && labels.length <= most) {
    return labelled(text, more, { type: 21, custom_id, options: options(labels, most), required: false });
  }
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
