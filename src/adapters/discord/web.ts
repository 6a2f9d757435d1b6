import { setTimeout as wait } from "node:timers/promises";
import { DiscordAPIError, HTTPError, RateLimitError, REST, type RequestData } from "discord.js";
import { z } from "zod";
import { type Answer, Away } from "../answer.ts";
import { isRepeatable, repeatMs } from "./repeating.ts";
import { mostWaitMs, NoRoute, noRoute, restOptions, TooMany, Unreadable, waitOf } from "./requests.ts";
import { bucketOf, openRests } from "./rests.ts";

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

/** Until Discord is asked again after it did not answer. */
const awayMs = 5_000;
/** That our token is not good is no call's fault: all that are made with it wait for a better one. */
const tokenRestMs = 60_000;
/** What rests where all calls with our token do. */
const all = "*";

/** What Discord says by numbers (docs.discord.com/developers/topics/opcodes-and-status-codes), as far as somebody acts on it. */
export const refusals = {
  unknownChannel: 10_003,
  unknownMember: 10_007,
  unknownMessage: 10_008,
  unknownUser: 10_013,
  unknownWebhook: 10_015,
  unknownInteraction: 10_062,
  tooLarge: 40_005,
  noAccess: 50_001,
  noDirects: 50_007,
  noPermission: 50_013,
  archived: 50_083,
  locked: 160_005,
  alreadyAnswered: 40_060,
  invalidForm: 50_035,
  threadThere: 160_004,
  badWebhookToken: 50_027,
} as const;

/** Whether an endpoint has no such route. Discord itself has a number of its own for whatever is not there. */
export function isLacking({ code }: Refused): boolean {
  return noRoute.includes(code);
}

/** `apiUrl`: another endpoint with Discord's interface; null: Discord's own. */
export function openWeb(token: string, apiUrl: string | null): Web {
  const rest = new REST(restOptions(apiUrl));
  const rests = openRests();
  const callOnce: Web["call"] = async (method, route, sent, shape) => {
    const bucket = bucketOf(method, route);
    const resting = (sent.auth === false ? null : rests.of(all)) ?? rests.of(bucket);
    if (resting !== null) return { kind: "later", ...resting };
    try {
      // After a token was refused the library forgets it.
      rest.setToken(token);
      const options = { ...sent, fullRoute: route, method };
      return { kind: "ok", value: read(await rest.request(options as Parameters<typeof rest.request>[0]), shape) };
    } catch (error) {
      const reply = replyOf(error, `${method} ${route}`.replace(/(\/(?:interactions|webhooks)\/\d+\/)[^/]+/, "$1…"));
      // The library minds what answers announce, and forgets what a refusal said.
      if (reply.kind === "later") rests.note(isOfAll(error) ? all : bucket, reply);
      return reply;
    }
  };
  const callTwice: Web["call"] = async (method, route, sent, shape) => {
    try {
      return await callOnce(method, route, sent, shape);
    } catch (error) {
      if (!isRepeatable({ method, route, body: sent.body }, error)) throw error;
      await wait(repeatMs);
      const reply = await callOnce(method, route, sent, shape);
      const isDone = reply.kind === "refused" && isDoneBefore(method, reply.code);
      return isDone ? { kind: "ok", value: read(undefined, shape) } : reply;
    }
  };
  return {
    call: async (...asked) => {
      const reply = await callTwice(...asked);
      if (reply.kind !== "later" || reply.why !== undefined || reply.afterMs > mostWaitMs) return reply;
      await wait(reply.afterMs);
      return callOnce(...asked);
    },
  };
}

/** Whether a repeat was refused because the first call, whose answer was lost, did all there was to do. */
function isDoneBefore(method: Method, code: number): boolean {
  return (method === "DELETE" && code === refusals.unknownMessage) || (method === "POST" && code === refusals.alreadyAnswered);
}

/** What was answered; nothing at all is an answer where nothing more is wanted, and else one that was lost. */
function read<Value>(answer: unknown, shape: z.ZodType<Value>): Value {
  const isEmpty = answer === undefined || (answer instanceof ArrayBuffer && answer.byteLength === 0);
  if (!isEmpty) return shape.parse(answer);
  const nothing = shape.safeParse(undefined);
  if (!nothing.success) throw new Error("its answer is empty");
  return nothing.data;
}

/** Whether what is said of one call is meant for all: too many of them together, or a token that is not good. */
function isOfAll(error: unknown): boolean {
  return error instanceof TooMany ? error.isForAll : error instanceof DiscordAPIError;
}

function replyOf(error: unknown, call: string): Exclude<Replied<never>, { kind: "ok" }> {
  if (error instanceof TooMany) return { kind: "later", afterMs: error.afterMs };
  if (error instanceof RateLimitError) return { kind: "later", afterMs: Math.max(100, waitOf(error)) };
  if (error instanceof NoRoute) return { kind: "refused", code: error.status, why: error.message };
  if (error instanceof DiscordAPIError) {
    const why = `${error.message.split("\n").join("; ")} (${error.code})`;
    if (error.status === 401 && Number(error.code) !== refusals.badWebhookToken) return { kind: "later", afterMs: tokenRestMs, why };
    return { kind: "refused", code: Number(error.code) || error.status, why };
  }
  if (error instanceof z.ZodError) throw new Unreadable(`Discord answers ${call} in a shape we do not know: ${sayIssue(error)}`);
  const why = error instanceof HTTPError ? `${error.status} ${error.message}` : error instanceof Error ? error.message : String(error);
  throw new Away(`Discord does not answer ${call}: ${why}`, { cause: error, afterMs: awayMs });
}

function sayIssue({ issues: [first] }: z.ZodError): string {
  return `${first?.path.join(".") ?? ""} ${first?.message ?? ""}`.trim();
}
