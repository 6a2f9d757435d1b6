import { type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import { type Duplex, PassThrough, pipeline, type Transform } from "node:stream";
import { endToEnd, type Headers } from "./headers.ts";
import type { Entry } from "./journal.ts";
import { reply, sayRefusal } from "./reply.ts";

/** A request on its way out, on a connection of its own. */
export type Forwarding = {
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly connection: Duplex;
  readonly entry: Entry;
  /** What the command may see of an answer's headers. */
  readonly screen: (headers: Headers) => Headers;
  /** What an answer's body goes through. */
  readonly filters: (headers: Headers) => readonly Transform[];
};

/** Nothing moved for so long: the other side is gone. */
const idleMs = 10 * 60_000;
const noBody: ReadonlySet<number> = new Set([204, 304]);

/**
 * Sends a request on and brings the answer back, at the pace of the slower side. Both messages are taken apart and made anew by
 * Node's parser, so that nothing is smuggled inside one.
 */
export function forward(incoming: IncomingMessage, response: ServerResponse, forwarding: Forwarding): void {
  const { host, path, headers, connection, entry } = forwarding;
  const { method = "GET" } = incoming;
  const outward = request({ createConnection: () => connection, method, path, headers, setHost: false });
  const fail = (status: number, reason: string) => {
    entry.end(status, reason);
    reply(response, status, sayRefusal(host, reason));
    outward.destroy();
    connection.destroy();
  };
  outward.setTimeout(idleMs, () => fail(504, "it did not answer in time"));
  outward.on("error", () => fail(502, "the connection to it broke"));
  outward.on("upgrade", () => fail(502, "it wants to speak another protocol"));
  outward.on("response", (answer) => {
    try {
      bringBack(answer, response, { ...forwarding, hasNoBody: method === "HEAD" });
    } catch {
      // Node refuses to write what it cannot write safely.
      answer.destroy();
      fail(502, "its answer cannot be read");
    }
  });
  incoming.on("error", () => outward.destroy());
  response.on("close", () => {
    entry.end(response.statusCode, response.writableFinished ? undefined : "it was broken off");
    connection.destroy();
    // Who is answered before all was said is not listened to any longer.
    if (!incoming.complete) incoming.destroy();
  });
  incoming.pipe(outward);
}

type Answering = Pick<Forwarding, "screen" | "filters" | "entry"> & { readonly hasNoBody: boolean };

function bringBack(answer: IncomingMessage, response: ServerResponse, { screen, filters, entry, hasNoBody }: Answering): void {
  const { statusCode: status = 502 } = answer;
  const told = endToEnd(answer);
  const changed = filters(told);
  if (changed.length > 0) for (const name of ["content-length", "content-encoding", "content-md5", "digest"]) told.delete(name);
  const shown = screen(told);
  response.writeHead(status, Object.fromEntries([...shown].map(([name, values]) => [name, [...values]])));
  const isEmpty = hasNoBody || noBody.has(status);
  const stages = isEmpty ? [new PassThrough()] : changed;
  pipeline([answer, ...stages, response], (error) => {
    entry.end(status, error ? "it was broken off" : undefined);
  });
}
