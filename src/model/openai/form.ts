import type { z } from "zod";
import type { Purpose } from "../model.ts";
import type { Format } from "./ability.ts";
import type { Request, WireMessage } from "./server.ts";
import { answerSchema } from "./wire-schema.ts";

/** The answer's form: its purpose, which names it, and its schema. */
export type Form = { readonly purpose: Purpose; readonly schema: z.ZodType };

/** The part of a request that asks for the form where the server can enforce it. */
export function responseFormat({ purpose, schema }: Form, format: Format): Pick<Request, "response_format"> {
  switch (format) {
    case "json_schema":
      return { response_format: { type: "json_schema", json_schema: { name: purpose, strict: true, schema: answerSchema(schema) } } };
    case "json_object":
      return { response_format: { type: "json_object" } };
    case "text":
      return {};
  }
}

/** The messages with the form in words, where the server cannot be told otherwise. Kept in one system message: many templates take no second. */
export function withForm(messages: readonly WireMessage[], form: Form, format: Format): WireMessage[] {
  if (format === "json_schema") return [...messages];
  const [first, ...rest] = messages;
  const words = formInWords(form);
  if (first?.role === "system" && typeof first.content === "string")
    return [{ role: "system", content: `${first.content}\n\n${words}` }, ...rest];
  return [{ role: "system", content: words }, ...messages];
}

/** The form as an instruction. */
export function formInWords({ purpose, schema }: Form): string {
  return `Answer with one JSON object and nothing else: the answer for \`${purpose}\`, valid for this JSON schema:\n${JSON.stringify(answerSchema(schema))}`;
}
