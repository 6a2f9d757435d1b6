import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { routeAuthority } from "../sandbox/sandbox.ts";
import type { Authority } from "./authority.ts";
import { connectTo, type Inside, type Look } from "./connection.ts";
import { hostConflict, type Passage, pass } from "./passage.ts";
import { reply, replyRaw, sayRefusal } from "./reply.ts";
import { type HttpTarget, parseAbsolute } from "./target.ts";

/** One command needs few connections; many would take ours from everybody else. */
const mostConnections = 128;

/** Requests may come in a row, without waiting for answers; each would be a connection of ours. */
const mostAtOnce = 64;

/** The proxy of one run, as a server that listens nowhere yet: HTTP to be forwarded, CONNECT, and paths that stand for services. */
export function createProxy(passage: Passage, authority: Authority | null): Server {
  /** Connections to one host, of which each request is looked into. */
  const opened = new WeakMap<Duplex, Inside>();
  let atOnce = 0;
  const timing = { headersTimeout: 20_000, requestTimeout: 0, keepAliveTimeout: 30_000, connectionsCheckingInterval: 5_000 };
  const server = createServer({ ...timing, maxHeaderSize: 32 * 1024, insecureHTTPParser: false, noDelay: true });
  server.maxConnections = mostConnections;
  server.timeout = 10 * 60_000;
  server.on("request", (incoming, response) => {
    incoming.on("error", () => {});
    atOnce += 1;
    response.once("close", () => {
      atOnce -= 1;
    });
    if (atOnce > mostAtOnce) return reply(response, 503, sayRefusal("proxy", "too many requests at once"));
    const within = opened.get(incoming.socket);
    const asked = within === undefined ? askedOf(passage, incoming) : askedWithin(within, incoming);
    if (typeof asked === "string") return refuse(passage, incoming, response, asked);
    pass(passage, incoming, response, asked).catch(() => response.destroy());
  });
  server.on("connect", (incoming, client, head) => {
    client.on("error", () => client.destroy());
    if (opened.has(client)) return void client.destroy();
    const look: Look = (connection, inside) => {
      opened.set(connection, inside);
      server.emit("connection", connection);
    };
    connectTo(passage, authority, { asked: incoming.url ?? "", client, head, look }).catch(() => client.destroy());
  });
  server.on("clientError", (_, socket) => replyRaw(socket, 400, sayRefusal("request", "it cannot be read")));
  return server;
}

type Asked = { readonly target: HttpTarget; readonly isSecure: boolean };

/** A request to the proxy itself: `GET http://host/path`, or the path of a service. */
function askedOf({ vault }: Passage, incoming: IncomingMessage): Asked | string {
  const { url = "" } = incoming;
  const own = `http://${routeAuthority}/`;
  const path = url.startsWith(own) ? url.slice(own.length - 1) : url;
  if (path.startsWith("/")) {
    const service = vault.serviceAt(path);
    return service === null ? "this is the proxy of the sandbox; it has nothing at this path" : { target: service, isSecure: true };
  }
  const target = parseAbsolute(url);
  if (target === null) return "only names of hosts, with http:// before them, are sent on";
  return hostConflict(incoming, target, 80) ?? { target, isSecure: false };
}

/** A request on a connection to a host: a path, for that host alone. */
function askedWithin({ target: within, isSecure }: Inside, incoming: IncomingMessage): Asked | string {
  const { url = "" } = incoming;
  if (!url.startsWith("/")) return "only a path is asked for on a connection to a host";
  const target = { ...within, path: url };
  return hostConflict(incoming, target, isSecure ? 443 : 80) ?? { target, isSecure };
}

function refuse({ journal }: Passage, { method = "", url = "", socket }: IncomingMessage, response: ServerResponse, why: string): void {
  const host = /^(?:http:\/\/)?([^/?#]{1,253})/i.exec(url)?.[1] ?? routeAuthority;
  journal.begin({ host, port: 0, method, path: null }).end(400, why);
  reply(response, 400, sayRefusal(host, why));
  response.once("close", () => socket.destroy());
}
