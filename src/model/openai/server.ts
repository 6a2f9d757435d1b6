import OpenAI from "openai";
import { mostTries, pause, pauseBefore } from "./backoff.ts";
import { type Completed, readCompletion } from "./completion.ts";
import { failureOf } from "./failure.ts";
import type { ServerName } from "./fault.ts";
import type { Meter } from "./meter.ts";

export type Request = OpenAI.ChatCompletionCreateParamsNonStreaming;
export type WireMessage = OpenAI.ChatCompletionMessageParam;

/** One OpenAI-compatible server, asked for one model. */
export type Server = ServerName & {
  /** One completion, tried again where that can help. Counts on the meter what was used. Never throws. */
  complete(request: Request, meter: Meter, signal: AbortSignal): Promise<Completed>;
};

export type ServerSettings = {
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  readonly model: string;
  readonly timeoutMs: number;
};

const openAiUrl = "https://api.openai.com/v1";

/** A client for the server. Everything is said here, so that nothing comes from the environment behind the configuration's back. */
export function openServer({ baseUrl, apiKey, model, timeoutMs }: ServerSettings): Server {
  const baseURL = baseUrl ?? openAiUrl;
  // Local servers want a key that is not empty, whatever it says (platforms.md §5).
  const settings = {
    baseURL,
    apiKey: apiKey || "none",
    organization: null,
    project: null,
    timeout: timeoutMs,
    maxRetries: 0,
    logLevel: "off",
  } as const;
  const client = new OpenAI(settings);
  return {
    host: new URL(baseURL).host,
    model,
    timeoutMs,
    apiKey,
    complete: (request, meter, signal) => completeWithRetries(client, request, meter, signal),
  };
}

async function completeWithRetries(client: OpenAI, request: Request, meter: Meter, signal: AbortSignal): Promise<Completed> {
  for (let next = 2; ; next += 1) {
    const completed = await completeOnce(client, request, signal);
    charge(meter, request, completed);
    if (completed.ok) return completed;
    const wait = next > mostTries ? null : pauseBefore(next, completed.failure, Date.now());
    if (wait === null) return completed;
    await pause(wait, signal);
  }
}

async function completeOnce(client: OpenAI, request: Request, signal: AbortSignal): Promise<Completed> {
  if (signal.aborted) return { ok: false, failure: { kind: "cancelled" } };
  try {
    return readCompletion(await client.chat.completions.create(request, { signal }));
  } catch (error) {
    return { ok: false, failure: failureOf(error, signal) };
  }
}

/** What a server began to answer was used, even if it never arrived. */
function charge(meter: Meter, request: Request, completed: Completed): void {
  const sent = JSON.stringify(request.messages).length;
  if (!completed.ok) {
    if (completed.failure.kind === "cut" || completed.failure.kind === "timeout" || completed.failure.kind === "garbled")
      meter.estimate(sent, 0);
    return;
  }
  const { tokens, text } = completed.completion;
  if (tokens) meter.count(tokens.prompt, tokens.completion);
  else meter.estimate(sent, text.length);
}
