import { type WebAPICallResult, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import type { z } from "zod";
import { type Answer, Away } from "../answer.ts";

/** Slack's Web API in one workspace. A call that has no end anybody knows of rejects with `Away`: it may have been carried out. */
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
/** Until Slack is asked again after it did not answer. */
const awayMs = 5_000;
/** That our token is not good is no call's fault: all of them wait for a better one. */
const tokenTroubles: ReadonlySet<string> = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]);
const tokenRestMs = 60_000;

/** `apiUrl`: another endpoint with Slack's interface; null: Slack's own. */
export function openWeb(token: string, apiUrl: string | null): Web {
  // The client would queue everything behind a 429, and try for half an hour (platforms.md: 3.1): the outbox does both better.
  const client = new WebClient(token, { ...clientOptions(apiUrl), rejectRateLimitedCalls: true, logger: silent });
  const restingUntil = new Map<string, number>();
  const ask = async (method: string, act: () => Promise<unknown>): Promise<Answer<unknown>> => {
    const rest = (restingUntil.get(method) ?? 0) - Date.now();
    if (rest > 0) return { kind: "later", afterMs: rest };
    try {
      return { kind: "ok", value: await act() };
    } catch (error) {
      const answer = answerOf(error);
      if (answer === null) throw new Away(`Slack does not answer ${method}`, { cause: error, afterMs: awayMs });
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

/** How every client of ours asks: once, and not for ever (platforms.md: 3.1). */
export function clientOptions(apiUrl: string | null) {
  const elsewhere = apiUrl === null ? {} : { slackApiUrl: apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/` };
  return { timeout: timeoutMs, retryConfig: { retries: 0 }, ...elsewhere };
}

/** What an error says about the call; null: nobody knows whether it was carried out. */
function answerOf(error: unknown): Exclude<Answer<unknown>, { kind: "ok" }> | null {
  if (error instanceof WebAPIRateLimitedError) return { kind: "later", afterMs: Math.max(1, error.retryAfter) * 1_000 };
  if (error instanceof WebAPIHTTPError) return error.statusCode === 429 ? { kind: "later", afterMs: restMs } : null;
  if (!(error instanceof WebAPIPlatformError)) return null;
  // The client takes an answer that it cannot read for the name of an error.
  if (!/^[\w.-]{1,100}$/.test(error.data.error)) return null;
  const why = describe(error.data);
  if (why === "ratelimited" || why === "rate_limited") return { kind: "later", afterMs: restMs };
  if (tokenTroubles.has(error.data.error)) return { kind: "later", afterMs: tokenRestMs, why };
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
