import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/** Headers of a message by their lower-case names, each with all its values. */
export type Headers = Map<string, readonly string[]>;

/** What is between two neighbours only (RFC 9110: 7.6.1); the next connection has its own. */
const hopByHop: ReadonlySet<string> = new Set([
  ...["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding"],
  ...["upgrade", "http2-settings", "expect"],
]);

/** What a message says, without what was meant for us alone. */
export function endToEnd({ rawHeaders }: Pick<IncomingMessage, "rawHeaders">): Headers {
  const headers: Headers = new Map();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[at + 1] ?? ""]);
  }
  const named = (headers.get("connection") ?? []).flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase());
  for (const name of [...hopByHop, ...named]) headers.delete(name);
  return headers;
}

/**
 * The same for the way out, with one Host, and with the length as our own parser understood it: a body has one length there
 * is no second opinion about.
 */
export function outgoing(headers: Headers, host: string, { headers: parsed }: Pick<IncomingMessage, "headers">): OutgoingHttpHeaders {
  const { "content-length": length, "transfer-encoding": encoding } = parsed;
  const framing = encoding !== undefined ? { "transfer-encoding": "chunked" } : length !== undefined ? { "content-length": length } : {};
  const { "content-length": _, host: __, ...rest } = Object.fromEntries([...headers].map(([name, values]) => [name, [...values]]));
  return { host, ...rest, ...framing };
}
