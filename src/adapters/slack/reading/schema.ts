import { z } from "zod";
import { Question, Task } from "../../ids.ts";
import { ignore, type SlackNews } from "./news.ts";

/** Ids and timestamps of Slack are short; anything longer is not theirs. */
export const Id = z.string().min(1).max(255);
export const Ts = z.string().regex(/^\d{1,20}(?:\.\d{1,20})?$/);

/** `tsk_…/qst_…/0`. */
export const Choice = z
  .string()
  .transform((value) => value.split("/"))
  .pipe(
    z.tuple([
      Task,
      Question,
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ]),
  );

/** A text field that may be missing, or null as Slack likes to say. */
export const maybe = z
  .string()
  .nullish()
  .transform((value) => value || null);

/** A time that may be missing, in the same ways. */
export const maybeTs = maybe.pipe(Ts.nullable());

/** Reads a payload by what is needed of it. One that does not fit is no news, whatever it holds. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
  read: (value: z.output<Schema>) => SlackNews,
): SlackNews {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return read(parsed.data);
  const [issue] = parsed.error.issues;
  return ignore(`not understood: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
}
