import { type WebAPICallResult, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import type { z } from "zod";
import { type Answer, Away } from "../answer.ts";
import { oneToken, type Tokens } from "./tokens.ts";

/** Slack's Web API in one workspace. A call that has no end anybody knows of rejects with `Away`: it may have been carried out. */
export type Web = {
  call<Value>(method: string, args: Readonly<Record<string, unknown>>, answer: z.ZodType<Value>): Promise<Answer<Value>>;
  /** Uploads one file to a thread; rejects like a call. */
  upload(
    file: { readonly name: string; readonly title: string; readonly content: Buffer },
    where: { readonly channel: string; readonly thread: string | null },
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

/** That a method is not to be had, for this app or at this endpoint: whatever it is for goes without. */
const lacking: ReadonlySet<string> = new Set(["unknown_method", "missing_scope", "not_allowed_token_type", "method_not_supported"]);
/** Without it nothing goes at all: that it is not there is a trouble that passes. */
const needed: ReadonlySet<string> = new Set(["chat.postMessage"]);

/** What is asked with the token of a whole organisation has to say for which of its workspaces. */
const ofWorkspace: ReadonlySet<string> = new Set(["users.conversations", "conversations.list", "usergroups.list"]);

/** What is said where there is no token any more. */
const takenBack = "the app is not installed in this workspace any more";

type Ended = Answer<unknown>;
type Act = (client: WebClient) => Promise<unknown>;

/**
 * `of`: a token, or where the tokens of a workspace come from. `apiUrl`: another endpoint with Slack's interface; null: Slack's own.
 * `noteLack` is told once of each method that is not to be had, and why. `team`: the workspace, where a token is good for several.
 */
export function openWeb(
  of: string | Tokens,
  apiUrl: string | null,
  noteLack: (method: string, why: string) => void = () => undefined,
  team: string | null = null,
): Web {
  const tokens = typeof of === "string" ? oneToken(of) : of;
  const rests = openRests(openLacks(noteLack));
  const clientOf = openClients(apiUrl);
  const ask = async (method: string, act: Act): Promise<Ended> => {
    const rest = rests.of(method);
    if (rest > 0) return { kind: "later", afterMs: rest };
    const token = await tokens.current();
    const answer = token === null ? null : await askWith(tokens, token, method, (one) => act(clientOf(one)));
    if (answer === null || (answer.kind !== "ok" && (await tokens.current()) === null)) return { kind: "refused", why: takenBack };
    return rests.note(method, answer);
  };
  return {
    call: async (method, args, shape) => {
      const within = team !== null && ofWorkspace.has(method) ? { team_id: team } : {};
      const answer = await ask(method, (client) => client.apiCall(method, { ...within, ...args }));
      if (answer.kind !== "ok") return answer;
      // What cannot be read now cannot be read the next time either.
      const read = shape.safeParse(answer.value);
      return read.success
        ? { kind: "ok", value: read.data }
        : { kind: "refused", why: `an answer nobody can read: ${sayIssue(read.error)}` };
    },
    upload: async ({ name, title, content }, { channel, thread }) => {
      const file = { file: content, filename: name, title };
      const answer = await ask("files.completeUploadExternal", (client) =>
        client.filesUploadV2({ ...(thread === null ? { channel_id: channel } : { channel_id: channel, thread_ts: thread }), ...file }),
      );
      return answer.kind === "ok" ? { kind: "ok", value: null } : answer;
    },
  };
}

/** A call that a token was refused for is made once more with another, where there is one. */
async function askWith(tokens: Tokens, token: string, method: string, act: (token: string) => Promise<unknown>): Promise<Ended> {
  try {
    return { kind: "ok", value: await act(token) };
  } catch (error) {
    const other = isTokenTrouble(error) ? await tokens.instead(token, error.data.error) : null;
    if (other !== null && other !== token) return askWith(oneToken(other), other, method, act);
    const answer = answerOf(error, method);
    if (answer === null) throw new Away(`Slack does not answer ${method}`, { cause: error, afterMs: awayMs });
    return answer;
  }
}

function isTokenTrouble(error: unknown): error is WebAPIPlatformError {
  return error instanceof WebAPIPlatformError && tokenTroubles.has(error.data.error);
}

/** One client for as long as the token is the same. */
function openClients(apiUrl: string | null): (token: string) => WebClient {
  let last: { readonly token: string; readonly client: WebClient } | null = null;
  return (token) => {
    // The client would queue everything behind a 429, and try for half an hour (platforms.md: 3.1): the outbox does both better.
    const options = { ...clientOptions(apiUrl), rejectRateLimitedCalls: true, logger: silent };
    if (last?.token !== token) last = { token, client: new WebClient(token, options) };
    return last.client;
  };
}

/** Until when methods are to be left alone. */
function openRests(noteRefusal: (method: string, why: string) => void) {
  const until = new Map<string, number>();
  return {
    of: (method: string) => (until.get(method) ?? 0) - Date.now(),
    note: (method: string, answer: Ended): Ended => {
      if (answer.kind === "later") until.set(method, Date.now() + answer.afterMs);
      if (answer.kind === "refused") noteRefusal(method, answer.why);
      return answer;
    },
  };
}

/** Tells once of each method that is not to be had. */
function openLacks(noteLack: (method: string, why: string) => void): (method: string, why: string) => void {
  const lacks = new Set<string>();
  return (method, why) => {
    if (lacks.has(method) || !lacking.has(why.split(";")[0] ?? "")) return;
    lacks.add(method);
    noteLack(method, why);
  };
}

/** How every client of ours asks: once, and not for ever (platforms.md: 3.1). */
export function clientOptions(apiUrl: string | null) {
  const elsewhere = apiUrl === null ? {} : { slackApiUrl: apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/` };
  return { timeout: timeoutMs, retryConfig: { retries: 0 }, ...elsewhere };
}

/** Whether a call that failed with this will fail again, however often it is made. */
export function isFinal(error: unknown, method: string): boolean {
  return isTokenTrouble(error) || answerOf(error, method)?.kind === "refused";
}

/** How long Slack wants to be left alone after this, in milliseconds, as far as it says so. */
export function restAfter(error: unknown): number {
  return error instanceof WebAPIRateLimitedError ? Math.max(1, error.retryAfter) * 1_000 : 0;
}

function sayIssue({ issues: [first] }: z.ZodError): string {
  return `${first?.path.join(".") ?? ""} ${first?.message ?? ""}`.trim();
}

/** What an error says about the call; null: nobody knows whether it was carried out. */
function answerOf(error: unknown, method: string): Exclude<Answer<unknown>, { kind: "ok" }> | null {
  if (error instanceof WebAPIRateLimitedError) return { kind: "later", afterMs: Math.max(1, error.retryAfter) * 1_000 };
  if (error instanceof WebAPIHTTPError) return answerByStatus(error.statusCode, method);
  if (!(error instanceof WebAPIPlatformError)) return null;
  // The client takes an answer that it cannot read for the name of an error.
  if (!/^[\w.-]{1,100}$/.test(error.data.error)) return null;
  const why = describe(error.data);
  if (why === "ratelimited" || why === "rate_limited") return { kind: "later", afterMs: restMs };
  if (tokenTroubles.has(error.data.error)) return { kind: "later", afterMs: tokenRestMs, why };
  return passing.has(error.data.error) ? null : { kind: "refused", why };
}

/** Slack itself has no such answers for a method; another endpoint says so of one that it does not have. */
function answerByStatus(status: number, method: string): Exclude<Answer<unknown>, { kind: "ok" }> | null {
  if (status === 429) return { kind: "later", afterMs: restMs };
  return [404, 405, 501].includes(status) && !needed.has(method) ? { kind: "refused", why: `unknown_method; ${status}` } : null;
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
