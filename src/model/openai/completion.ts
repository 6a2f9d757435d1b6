import { z } from "zod";
import type { Failure } from "./failure.ts";

/** What a model said in one turn, as far as we rely on it. */
export type Completion = {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly refusal: string | null;
  /** Why it stopped, or null where the server does not say. */
  readonly finish: string | null;
  /** Null where the server does not report it. */
  readonly tokens: { readonly prompt: number; readonly completion: number } | null;
};

export type ToolCall = { readonly id: string; readonly name: string; readonly arguments: string };

export type Completed = { readonly ok: true; readonly completion: Completion } | { readonly ok: false; readonly failure: Failure };

const count = z.number().int().nonnegative();
const Part = z.object({ text: z.string().catch("") });
const Call = z.object({ id: z.string().catch(""), function: z.object({ name: z.string(), arguments: z.unknown() }) });

/** Strict in what is needed, lax in the rest: compatible servers differ. */
const Body = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish().catch(null),
        message: z.object({
          content: z.union([z.string(), z.array(Part)]).nullish(),
          refusal: z.string().nullish().catch(null),
          tool_calls: z.array(Call).nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** Some servers report an error in the body of a 200. */
const ErrorBody = z.object({ error: z.object({ message: z.string(), code: z.union([z.string(), z.number()]).nullish() }) });

/** Reads a response body; one that is no completion is a failure. */
export function readCompletion(body: unknown): Completed {
  const given = typeof body === "string" ? parse(body) : body;
  const read = Body.safeParse(given);
  const choice = read.data?.choices[0];
  if (!choice) return { ok: false, failure: failureIn(given) };
  const { content, refusal, tool_calls } = choice.message;
  const usage = read.data?.usage;
  const completion = {
    text: typeof content === "string" ? content : (content ?? []).map((part) => part.text).join(""),
    calls: (tool_calls ?? []).map(readCall),
    refusal: refusal || null,
    finish: choice.finish_reason ?? null,
    tokens: usage ? { prompt: usage.prompt_tokens, completion: usage.completion_tokens } : null,
  };
  return { ok: true, completion };
}

function readCall(call: z.infer<typeof Call>, index: number): ToolCall {
  const given = call.function.arguments;
  return {
    id: call.id || `call_${index}`,
    name: call.function.name,
    arguments: typeof given === "string" ? given : JSON.stringify(given ?? {}),
  };
}

function failureIn(body: unknown): Failure {
  const error = ErrorBody.safeParse(body).data?.error;
  if (!error) return { kind: "garbled", detail: "it has no choices" };
  const status = Number(error.code);
  return {
    kind: "status",
    status: status >= 400 && status < 600 ? status : 502,
    detail: error.message,
    code: String(error.code ?? ""),
    retryAfter: null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
