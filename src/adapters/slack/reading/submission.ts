import { createHash } from "node:crypto";
import { z } from "zod";
import type { Filled } from "../../acting.ts";
import { Approval, Question, Task } from "../../ids.ts";
import { forms } from "../action.ts";
import { Interacting, partiesOf } from "./interaction.ts";
import type { Me } from "./message.ts";
import { ignore, type SlackNews } from "./news.ts";
import { Choice, Id, maybe, readAs } from "./schema.ts";
import { unescapeText } from "./text.ts";

const Field = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string(), text: z.object({ text: z.string() }).nullish() }).nullish(),
});
type Field = z.output<typeof Field>;

const Submission = Interacting.extend({
  view: z.object({
    id: Id,
    callback_id: z.string(),
    private_metadata: maybe,
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Field)).nullish() }).nullish(),
  }),
});

/** A form was sent. The same form with the same words twice is one act. */
export function readSubmission(body: unknown, me: Me): SlackNews {
  return readAs(Submission, body, ({ view, ...rest }) => {
    const { from, by } = partiesOf(rest, me);
    const fields = Object.entries(view.state?.values ?? {}).flatMap(([block, values]) =>
      Object.values(values).map((field) => ({ block, field })),
    );
    const filled = readFilled(view.callback_id, view.private_metadata ?? "", fields);
    if (typeof filled === "string") return ignore(filled);
    const said = createHash("sha256").update(JSON.stringify(filled)).digest("hex").slice(0, 16);
    return { kind: "submitted", key: `slack:form:${from.team}:${view.id}:${by.id}:${said}`, from, by, filled };
  });
}

type Fields = readonly { readonly block: string; readonly field: Field }[];

function readFilled(form: string, metadata: string, fields: Fields): Filled | string {
  if (form === forms.changes) {
    const approval = Approval.safeParse(metadata);
    const text = fields.map(({ field }) => field.value?.trim() ?? "").find((said) => said !== "");
    if (!approval.success) return "not understood: what the change is about";
    return text === undefined ? "nothing was said in the form" : { form: "changes", approval: approval.data, text };
  }
  if (form !== forms.answers) return `not understood: the form ${form.slice(0, 80)}`;
  const task = Task.safeParse(metadata);
  if (!task.success) return "not understood: whose questions were answered";
  const answers = answersOf(fields);
  return answers.length === 0 ? "nothing was said in the form" : { form: "answers", task: task.data, answers };
}

/** Each question once, in the form's order: its choice, its words, or both. */
function answersOf(fields: Fields): readonly { readonly question: `qst_${string}`; readonly text: string }[] {
  const questions = new Set(fields.map(({ block }) => block.split("/")[0] ?? ""));
  return [...questions].flatMap((id) => {
    const question = Question.safeParse(id);
    const mine = fields.filter(({ block }) => block.startsWith(`${id}/`)).map(({ field }) => field);
    const text = answerOf(mine);
    return question.success && text !== "" ? [{ question: question.data, text }] : [];
  });
}

/** A choice alone is said by its number, which stands for all of its words however long they are. */
function answerOf(fields: readonly Field[]): string {
  const words = fields.map(({ value }) => value?.trim() ?? "").find((said) => said !== "") ?? "";
  const chosen = fields.find(({ selected_option }) => selected_option)?.selected_option;
  const choice = Choice.safeParse(chosen?.value);
  if (!chosen || !choice.success) return words;
  return words === "" ? `${choice.data[2] + 1}` : `${unescapeText(chosen.text?.text ?? `${choice.data[2] + 1}`)}; ${words}`;
}
