import { z } from "zod";
import type { TaskId } from "../../../domain/id.ts";
import { Question } from "../../ids.ts";
import { fields, readFormId } from "../action.ts";
import { ResolvedFiles } from "./files.ts";
import { Interacting, partiesOf } from "./interaction.ts";
import { type Answer, type DiscordNews, type Filled, ignore } from "./news.ts";
import { Id, readAs } from "./schema.ts";

const Field = z.object({
  custom_id: z.string(),
  value: z.union([z.string(), z.boolean()]).nullish(),
  values: z.array(z.string()).nullish(),
});
type Field = z.output<typeof Field>;

/** A field in its label, or in a row as older forms have it; texts bring nothing back. */
const Fields = z
  .array(z.object({ component: Field.nullish(), components: z.array(Field).nullish() }))
  .transform((parts) =>
    parts.flatMap(({ component, components }): readonly Field[] => [...(component ? [component] : []), ...(components ?? [])]),
  );

const Submission = z.object({
  data: z.object({
    custom_id: z.string(),
    components: Fields,
    resolved: z.object({ attachments: ResolvedFiles }).nullish(),
  }),
  message: z.object({ id: Id }).nullish(),
});

/** A form was sent. */
export function readSubmission(payload: unknown): DiscordNews {
  return readAs(Interacting, payload, (told) =>
    readAs(Submission, payload, ({ data, message }) => {
      const filled = readFilled(data);
      if (typeof filled === "string") return ignore(filled);
      return { kind: "submitted", ...partiesOf(told), filled, message: message?.id ?? null };
    }),
  );
}

type Data = z.output<typeof Submission>["data"];

function readFilled({ custom_id, components, resolved }: Data): Filled | string {
  const form = readFormId(custom_id);
  switch (form?.form) {
    case "changes": {
      const text = writtenIn(components, fields.text);
      return text === "" ? "nothing was said in the form" : { ...form, text };
    }
    case "confirm":
      return { ...form, text: writtenIn(components, fields.text) || null };
    case "answers":
      return answersOf(form.task, components, resolved?.attachments ?? new Map());
    case undefined:
      return `not understood: the form ${custom_id.slice(0, 80)}`;
  }
}

function answersOf(task: TaskId, all: readonly Field[], uploaded: z.output<typeof ResolvedFiles>): Filled | string {
  const questions = [...new Set(all.flatMap(({ custom_id }) => Question.safeParse(custom_id.split("/")[0]).data ?? []))];
  const answers = questions.flatMap((id): readonly Answer[] => {
    const place = placeOf(all.find(({ custom_id }) => custom_id === `${id}/${fields.choice}`));
    const text = writtenIn(all, `${id}/${fields.text}`);
    return place === null && text === "" ? [] : [{ question: id, place, text }];
  });
  const values = all.find(({ custom_id }) => custom_id === fields.files)?.values ?? [];
  const files = values.flatMap((id) => uploaded.get(id) ?? []);
  const left = questions.filter((id) => !answers.some(({ question }) => question === id));
  const words = writtenIn(all, fields.text);
  const isEmpty = answers.length === 0 && words === "" && files.length === 0;
  return isEmpty ? "nothing was said in the form" : { form: "answers", task, answers, left, words, files };
}

function writtenIn(all: readonly Field[], name: string): string {
  const value = all.find(({ custom_id }) => custom_id === name)?.value;
  return typeof value === "string" ? value.trim() : "";
}

/** A list brings its values; the circles of forms that an older version opened bring their value. */
function placeOf(field: Field | undefined): number | null {
  const said = field?.values?.[0] ?? field?.value;
  return typeof said === "string" && /^\d{1,3}$/.test(said) ? Number(said) : null;
}
