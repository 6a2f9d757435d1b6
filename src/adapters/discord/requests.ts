import { DefaultRestOptions, type RESTOptions } from "discord.js";
import { z } from "zod";

/** A call that does not answer in this time has failed. */
const timeoutMs = 10_000;
/** So long a call waits for its turn by itself; what would wait longer is done later. */
export const mostWaitMs = 2_000;
/** Where Discord, or whoever stands before it, does not say how long to wait after too many calls. */
const restMs = 30_000;

/** Too many calls; `isForAll`: not of this route alone. */
export class TooMany extends Error {
  readonly afterMs: number;
  readonly isForAll: boolean;
  constructor(afterMs: number, isForAll: boolean) {
    super(`too many calls; again in ${Math.ceil(afterMs / 1_000)} s`);
    this.afterMs = afterMs;
    this.isForAll = isForAll;
  }
}

/** An endpoint has no such route. */
export class NoRoute extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`there is no such route (${status})`);
    this.status = status;
  }
}

/** An answer that nobody here can read: the next one is the same. */
export class Unreadable extends Error {}

/** How an endpoint answers for a route that it does not have. */
export const noRoute: readonly number[] = [404, 405, 501];

/** How every client of ours asks: once, and not for ever. The library would wait out every limit, and try three times. */
export function restOptions(apiUrl: string | null) {
  const elsewhere = apiUrl === null ? {} : { api: apiUrl.replace(/\/+$/, "").replace(/\/v\d+$/, "") };
  return {
    ...elsewhere,
    version: "10",
    timeout: timeoutMs,
    retries: 0,
    rejectOnRateLimit: (limit: Limited) => waitOf(limit) > mostWaitMs,
    makeRequest: request,
  };
}

type Limited = { readonly timeToReset: number; readonly retryAfter: number; readonly sublimitTimeout: number };

/** How long the library would wait, in milliseconds. */
export function waitOf({ timeToReset, retryAfter, sublimitTimeout }: Limited): number {
  const known = [timeToReset, retryAfter, sublimitTimeout].filter(Number.isFinite);
  return Math.max(0, ...known);
}

type Request = RESTOptions["makeRequest"];
type Response = Awaited<ReturnType<Request>>;

const Refusal = z.object({ code: z.number().min(1) });
const Slower = z.object({ retry_after: z.number().optional(), global: z.boolean().optional() });

/**
 * The library asks again after every 429, at once where no header says when, and takes whatever has a status of 500 and more for an
 * outage. Both are told by errors of our own. What was done and is answered with nothing it takes for an outage, too, where that is
 * called JSON.
 */
const request: Request = async (url, init) => {
  const answer = await DefaultRestOptions.makeRequest(url, init);
  if (answer.status === 429) throw await tooMany(answer);
  if (answer.ok) return orNothing(answer);
  if (!noRoute.includes(answer.status)) return answer;
  const text = await answer.text();
  if (!Refusal.safeParse(parse(text)).success) throw new NoRoute(answer.status);
  return new globalThis.Response(text, { status: answer.status, headers: { "content-type": "application/json" } });
};

async function orNothing(answer: Response): Promise<Response> {
  const { status } = answer;
  const headers = new Headers([...answer.headers]);
  const isJson = headers.get("content-type")?.startsWith("application/json") === true;
  const text = isJson ? await answer.text() : "";
  if (!isJson || text !== "") return isJson ? new globalThis.Response(text, { status, headers }) : answer;
  headers.delete("content-type");
  return new globalThis.Response(null, { status, headers });
}

async function tooMany(answer: Response): Promise<TooMany> {
  const { data = {} } = Slower.safeParse(parse(await answer.text()));
  const said = data.retry_after ?? Number.parseFloat(answer.headers.get("retry-after") ?? "");
  const isForAll = data.global === true || answer.headers.has("x-ratelimit-global");
  return new TooMany(Number.isFinite(said) ? Math.max(100, said * 1_000) : restMs, isForAll);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
