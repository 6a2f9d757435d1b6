import { DiscordAPIError, HTTPError, RateLimitError, REST, type RequestData } from "discord.js";
import type { z } from "zod";
import { type Answer, Away } from "../answer.ts";

/** A call of the REST interface as it ended; a refusal comes with Discord's own number for it. */
export type Replied<Value> = Exclude<Answer<Value>, { kind: "refused" }> | Refused;
type Refused = { readonly kind: "refused"; readonly code: number; readonly why: string };

/** What is sent along: a body as JSON, and files beside it. */
type Sent = Pick<RequestData, "body" | "files" | "query" | "auth" | "reason">;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Route = `/${string}`;

/** Discord's REST interface for one bot. A call that has no end anybody knows of rejects with `Away`: it may have been carried out. */
export type Web = {
  call<Value>(method: Method, route: Route, sent: Sent, shape: z.ZodType<Value>): Promise<Replied<Value>>;
};

/** A call that does not answer in this time has failed. */
const timeoutMs = 10_000;
/** So long a call waits for its turn by itself; what would wait longer is done later. */
const mostWaitMs = 2_000;
/** Until Discord is asked again after it did not answer. */
const awayMs = 5_000;
/** That our token is not good is no call's fault: all of them wait for a better one. */
const tokenRestMs = 60_000;

/** What Discord says by numbers (docs.discord.com/developers/topics/opcodes-and-status-codes), as far as somebody acts on it. */
export const refusals = {
  unknownChannel: 10_003,
  unknownMember: 10_007,
  unknownMessage: 10_008,
  unknownUser: 10_013,
  unknownWebhook: 10_015,
  unknownInteraction: 10_062,
  tooLarge: 40_005,
  alreadyAnswered: 40_060,
  invalidForm: 50_035,
  threadThere: 160_004,
  badWebhookToken: 50_027,
} as const;

/** Whether an endpoint has no such route. Discord itself has a number of its own for whatever is not there. */
export function isLacking({ code }: Refused): boolean {
  return [404, 405, 501].includes(code);
}

/** `apiUrl`: another endpoint with Discord's interface; null: Discord's own. */
export function openWeb(token: string, apiUrl: string | null): Web {
  const rest = new REST(restOptions(apiUrl));
  const restingUntil = new Map<string, number>();
  return {
    call: async (method, route, sent, shape) => {
      const what = `${method} ${route}`;
      const restMs = (restingUntil.get(what) ?? 0) - Date.now();
      if (restMs > 0) return { kind: "later", afterMs: restMs };
      restingUntil.delete(what);
      try {
        // After a token was refused the library forgets it.
        rest.setToken(token);
        const options = { ...sent, fullRoute: route, method };
        return { kind: "ok", value: shape.parse(await rest.request(options as Parameters<typeof rest.request>[0])) };
      } catch (error) {
        const reply = replyOf(error, what.replace(/(\/(?:interactions|webhooks)\/\d+\/)[^/]+/, "$1…"));
        // The library minds what answers announce, and forgets what a refusal said.
        if (reply.kind === "later") restingUntil.set(what, Date.now() + reply.afterMs);
        return reply;
      }
    },
  };
}

/** How every client of ours asks: once, and not for ever. The library would wait out every limit, and try three times. */
export function restOptions(apiUrl: string | null) {
  const elsewhere = apiUrl === null ? {} : { api: apiUrl.replace(/\/+$/, "").replace(/\/v\d+$/, "") };
  return {
    ...elsewhere,
    version: "10",
    timeout: timeoutMs,
    retries: 0,
    rejectOnRateLimit: (limit: Limited) => waitOf(limit) > mostWaitMs,
  };
}

type Limited = { readonly timeToReset: number; readonly retryAfter: number; readonly sublimitTimeout: number };

function waitOf({ timeToReset, retryAfter, sublimitTimeout }: Limited): number {
  const known = [timeToReset, retryAfter, sublimitTimeout].filter(Number.isFinite);
  return Math.max(0, ...known);
}

function replyOf(error: unknown, call: string): Exclude<Replied<never>, { kind: "ok" }> {
  if (error instanceof RateLimitError) return { kind: "later", afterMs: Math.max(100, waitOf(error)) };
  if (error instanceof DiscordAPIError) {
    const why = `${error.message.split("\n").join("; ")} (${error.code})`;
    if (error.status === 401 && Number(error.code) !== refusals.badWebhookToken) return { kind: "later", afterMs: tokenRestMs, why };
    return { kind: "refused", code: Number(error.code) || error.status, why };
  }
  const why = error instanceof HTTPError ? `${error.status} ${error.message}` : error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "ZodError") throw new Error(`Discord answers ${call} in a shape we do not know: ${why}`);
  throw new Away(`Discord does not answer ${call}: ${why}`, { cause: error, afterMs: awayMs });
}
