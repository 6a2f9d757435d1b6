import { type WebAPICallResult, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import type { z } from "zod";

/** A call of the Web API as it ended. */
type Answer<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  /** Slack refuses it, by its own word (`channel_not_found`); trying again changes nothing. */
  | { readonly kind: "refused"; readonly why: string }
  /** Not now: this method may be asked again in so many milliseconds. */
  | { readonly kind: "later"; readonly afterMs: number };

/** Slack's Web API in one workspace. A call that has no end anybody knows of rejects: it may have been carried out. */
export type Web = {
  call<Value>(method: string, args: Readonly<Record<string, unknown>>, answer: z.ZodType<Value>): Promise<Answer<Value>>;
  /** Uploads one file to a thread; rejects like a call. */
  upload(
    file: { readonly name: string; readonly title: string; readonly content: Buffer },
    where: { readonly channel: string; readonly thread: string },
  ): Promise<Answer<null>>;
};

/** A call that does not answer in this time has failed; the client itself would wait for ever (platforms.md: 3.1). */
const timeoutMs = 10_000;
/** Where Slack does not say how long to wait after too many calls. */
const restMs = 30_000;

/** `apiUrl`: another endpoint with Slack's interface; null: Slack's own. */
export function openWeb(token: string, apiUrl: string | null): Web {
  // The client would queue everything behind a 429, and try for half an hour (platforms.md: 3.1): the outbox does both better.
  const client = new WebClient(token, {
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/` }),
  });
  const restingUntil = new Map<string, number>();
  const ask = async (method: string, act: () => Promise<unknown>): Promise<Answer<unknown>> => {
    const rest = (restingUntil.get(method) ?? 0) - Date.now();
    if (rest > 0) return { kind: "later", afterMs: rest };
    try {
      return { kind: "ok", value: await act() };
    } catch (error) {
      const answer = answerOf(error);
      if (answer === null) throw error;
      if (answer.kind === "later") restingUntil.set(method, Date.now() + answer.afterMs);
      return answer;
    }
  };
  return {
    call: async (method, args, shape) => {
      const answer = await ask(method, () => client.apiCall(method, { ...args }));
      return answer.kind === "ok" ? { kind: "ok", value: shape.parse(answer.value) } : answer;
    },
    upload: async ({ name, title, content }, { channel, thread }) => {
      const answer = await ask("files.completeUploadExternal", () =>
        client.filesUploadV2({ channel_id: channel, thread_ts: thread, file: content, filename: name, title }),
      );
      return answer.kind === "ok" ? { kind: "ok", value: null } : answer;
    },
  };
}

/** What an error says about the call; null: nobody knows whether it was carried out. */
function answerOf(error: unknown): Exclude<Answer<unknown>, { kind: "ok" }> | null {
  if (error instanceof WebAPIRateLimitedError) return { kind: "later", afterMs: Math.max(1, error.retryAfter) * 1_000 };
  if (error instanceof WebAPIHTTPError) return error.statusCode === 429 ? { kind: "later", afterMs: restMs } : null;
  if (!(error instanceof WebAPIPlatformError)) return null;
  const why = describe(error.data);
  if (why === "ratelimited" || why === "rate_limited") return { kind: "later", afterMs: restMs };
  return passing.has(error.data.error) ? null : { kind: "refused", why };
}

/** Slack's own troubles: they pass. */
const passing: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "team_added_to_org",
  "request_timeout",
]);

function describe({ error, response_metadata }: WebAPICallResult & { readonly error: string }): string {
  const details = response_metadata?.messages ?? [];
  return [error, ...details].join("; ");
}

/** Every answer is looked at where it was asked for. */
const nothing = () => undefined;
export const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => "error" as never,
  setName: nothing,
};
