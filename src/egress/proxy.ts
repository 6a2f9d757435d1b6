import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { routeAuthority } from "../sandbox/sandbox.ts";
import type { Authority } from "./authority.ts";
import { connectTo, type Inside, type Look } from "./connection.ts";
import { hostConflict, type Passage, pass } from "./passage.ts";
import { reply, replyRaw, sayRefusal } from "./reply.ts";
import { type HttpTarget, parseAbsolute, type Target } from "./target.ts";

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
    const within = opened.get(incoming.socket);
    if (atOnce > mostAtOnce) return refuse(passage, incoming, response, { status: 503, why: "too many requests at once", within });
    const asked = within === undefined ? askedOf(passage, incoming) : askedWithin(within, incoming);
    if (typeof asked === "string") return refuse(passage, incoming, response, { status: 400, why: asked, within });
    pass(passage, incoming, response, asked).catch(() => response.destroy());
  });
  server.on("connect", (incoming, client, head) => {
    client.on("error", () => client.destroy());
    const within = opened.get(client);
    if (within !== undefined) {
      note(passage, { ...within.target, method: "CONNECT" }, { status: null, why: "no connection is opened inside of another" });
      return void client.destroy();
    }
    const look: Look = (connection, inside) => {
      opened.set(connection, inside);
      server.emit("connection", connection);
    };
    connectTo(passage, authority, { asked: incoming.url ?? "", client, head, look }).catch(() => client.destroy());
  });
  server.on("drop", () => note(passage, nowhere, { status: null, why: "too many connections" }));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // Who only goes away, or says nothing for long, has asked for nothing.
    const why = "it cannot be read";
    if (/^HPE_/.test(error.code ?? "")) note(passage, opened.get(socket)?.target ?? nowhere, { status: 400, why });
    replyRaw(socket, 400, sayRefusal("request", why));
  });
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

/** What is refused before it is known where it leads. */
const nowhere = { host: routeAuthority, port: 0 };

type Refused = { readonly status: number | null; readonly why: string };

function note({ journal }: Passage, { host, port, method = "" }: Target & { readonly method?: string }, { status, why }: Refused): void {
  journal.begin({ host, port, method, path: null }).end(status, why);
}

function refuse(
  passage: Passage,
  { method = "", url = "", socket }: IncomingMessage,
  response: ServerResponse,
  { status, why, within }: Refused & { readonly status: number; readonly within: Inside | undefined },
): void {
  const asked = { host: /^(?:http:\/\/)?([^/?#]{1,253})/i.exec(url)?.[1] ?? routeAuthority, port: 0 };
  const target = within?.target ?? asked;
  note(passage, { ...target, method }, { status, why });
  reply(response, status, sayRefusal(target.host, why));
  response.once("close", () => socket.destroy());
}
