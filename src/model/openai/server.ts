import OpenAI from "openai";
import type { CapField } from "./ability.ts";
import { mostTries, pause, pauseBefore } from "./backoff.ts";
import { type Completed, readCompletion } from "./completion.ts";
import { failureOf } from "./failure.ts";
import type { ServerName } from "./fault.ts";
import type { Meter } from "./meter.ts";

export type Request = OpenAI.ChatCompletionCreateParamsNonStreaming;
export type WireMessage = OpenAI.ChatCompletionMessageParam;

/** One OpenAI-compatible server, asked for one model. */
export type Server = ServerName & {
  /** OpenAI's own, which knows the newer name of the answer's length limit only. */
  readonly official: boolean;
  /**
   * One completion, tried again where that can help. Each try is paid for before it is sent; `cap` is the field that tells
   * the server how long the answer may be. Never throws.
   */
  complete(request: Request, cap: CapField | null, meter: Meter, signal: AbortSignal): Promise<Completed>;
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
    official: baseUrl === null || new URL(baseURL).host === new URL(openAiUrl).host,
    complete: (request, cap, meter, signal) => completeWithRetries(client, { request, cap, meter, signal }),
  };
}

type Order = { readonly request: Request; readonly cap: CapField | null; readonly meter: Meter; readonly signal: AbortSignal };

async function completeWithRetries(client: OpenAI, order: Order): Promise<Completed> {
  for (let next = 2; ; next += 1) {
    const completed = await completePaid(client, order);
    if (completed.ok) return completed;
    const wait = next > mostTries ? null : pauseBefore(next, completed.failure, Date.now());
    if (wait === null) return completed;
    await pause(wait, order.signal);
  }
}

/** One try: reserved, sent, and settled whatever came of it. */
async function completePaid(client: OpenAI, { request, cap, meter, signal }: Order): Promise<Completed> {
  if (signal.aborted) return { ok: false, failure: { kind: "cancelled" } };
  const held = await meter.reserve(JSON.stringify(request), signal);
  if (!held.ok) return { ok: false, failure: { kind: "limit", fault: held.fault } };
  const capped = cap === null ? request : { ...request, [cap]: held.value.answerTokens };
  const completed = await completeOnce(client, capped, signal);
  await meter.settle(held.value, completed);
  return completed.ok || completed.failure.kind !== "unsent" ? completed : { ok: false, failure: { kind: "cancelled" } };
}

async function completeOnce(client: OpenAI, request: Request, signal: AbortSignal): Promise<Completed> {
  if (signal.aborted) return { ok: false, failure: { kind: "unsent" } };
  try {
    return readCompletion(await client.chat.completions.create(request, { signal }));
  } catch (error) {
    return { ok: false, failure: failureOf(error, signal) };
  }
}
