import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { connect as startTls } from "node:tls";
import type { Destination } from "../domain/destination.ts";
import { allows, isKnown } from "../domain/destination-cover.ts";
import { outwardContext } from "./authority.ts";
import { type Dialled, dial } from "./dial.ts";
import { forward } from "./forward.ts";
import { endToEnd, type Headers, outgoing } from "./headers.ts";
import type { Journal } from "./journal.ts";
import { reply, sayRefusal } from "./reply.ts";
import { type HttpTarget, parseAuthority, withoutQuery } from "./target.ts";
import type { Vault } from "./vault.ts";
import type { World } from "./world.ts";

/** What the proxy of one run works with. */
export type Passage = {
  readonly destinations: readonly Destination[];
  readonly world: World;
  /** Hosts that the operator allows to have private addresses. */
  readonly privateHosts: readonly Destination[];
  readonly journal: Journal;
  readonly vault: Vault;
};

/** Methods that show a request to whoever sent it, or open what nobody looks into. */
const barred: ReadonlySet<string> = new Set(["TRACE", "TRACK", "CONNECT"]);
const handshakeMs = 15_000;

/** Brings one HTTP request to where it wants to go, if that was approved; each request is decided by itself. */
export async function pass(
  passage: Passage,
  incoming: IncomingMessage,
  response: ServerResponse,
  { target, isSecure }: { readonly target: HttpTarget; readonly isSecure: boolean },
): Promise<void> {
  const { host, port, path } = target;
  const { method = "GET" } = incoming;
  const entry = passage.journal.begin({ host, port, method, path: withoutQuery(path) });
  const refuse = (status: number, reason: string) => {
    entry.end(status, reason);
    reply(response, status, sayRefusal(host, reason));
  };
  const objection = objectionTo(passage.destinations, target, method) ?? disguiseOf(passage.destinations, target, incoming);
  if (objection !== null) return refuse(403, objection);
  const prepared = passage.vault.prepare({ ...target, method, isSecure, headers: endToEnd(incoming) });
  if (!prepared.ok) return refuse(403, prepared.reason);
  const dialled = await dial(passage, host, port);
  if (!dialled.ok) return refuse(dialled.status, dialled.reason);
  const { socket } = dialled;
  if (response.destroyed) return void socket.destroy();
  entry.admit(prepared.secrets);
  entry.count(() => ({ sent: socket.bytesWritten, received: socket.bytesRead }));
  const connection = isSecure ? await secure(dialled, host, passage.world) : socket;
  if (connection === null) return refuse(502, "its certificate is not valid for it");
  const authority = port === (isSecure ? 443 : 80) ? host : `${host}:${port}`;
  const headers = outgoing(prepared.headers, authority, incoming);
  const filters = (all: Headers) => prepared.filters(all, entry.meter);
  try {
    forward(incoming, response, { host, path, headers, connection, entry, screen: prepared.screen, filters });
  } catch {
    // Node refuses to send what it cannot send safely.
    socket.destroy();
    refuse(400, "it cannot be sent on as it is");
  }
}

function objectionTo(destinations: readonly Destination[], { host, port, path }: HttpTarget, method: string): string | null {
  if (barred.has(method)) return `${method} is never sent on`;
  if (!isKnown(destinations, { host, port })) return "it was not approved for this step";
  const isAllowed = allows(destinations, { host, port, method, path: withoutQuery(path) });
  return isAllowed ? null : `${method} of this path was not approved for this step`;
}

/** What some servers believe more than the request itself: another method, another path. */
const disguises =
  /^x[-_](?:http[-_]method(?:[-_]override)?|method[-_]override|original[-_](?:url|uri|method)|rewrite[-_]url|forwarded[-_](?:path|prefix|uri|method))$/i;

/** Where rules say what may be asked, nothing may say that something else is meant. */
function disguiseOf(
  destinations: readonly Destination[],
  { host, port, path }: HttpTarget,
  { rawHeaders }: IncomingMessage,
): string | null {
  if (allows(destinations, { host, port })) return null;
  const named = rawHeaders.find((name, index) => index % 2 === 0 && disguises.test(name));
  if (named !== undefined) return `${named} would ask for something else than was approved`;
  return /[?&;]_method=/i.test(path) ? "_method would ask for something else than was approved" : null;
}

/** Why a request contradicts itself about where it goes; null: it does not. One Host, and the one of the connection. */
export function hostConflict({ rawHeaders }: IncomingMessage, target: HttpTarget, usualPort: number): string | null {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "host");
  if (hosts.length > 1) return "it names more than one host";
  const [written] = hosts;
  const named = written === undefined ? target : parseAuthority(written, usualPort);
  return named?.host === target.host && named.port === target.port ? null : "it names another host in its Host header";
}

/** Speaks TLS as any client does, with the certificate verified for exactly this name; null where that does not succeed. */
function secure(dialled: Extract<Dialled, { ok: true }>, host: string, { authorities }: World): Promise<Duplex | null> {
  const secureContext = outwardContext(authorities);
  const options = { servername: host, ALPNProtocols: ["http/1.1"], rejectUnauthorized: true, secureContext };
  return new Promise((resolve) => {
    const tls = startTls({ socket: dialled.socket, ...options });
    const timer = setTimeout(() => tls.destroy(), handshakeMs);
    const give = (connection: Duplex | null) => {
      clearTimeout(timer);
      resolve(connection);
    };
    tls.on("error", () => give(null)).once("close", () => give(null));
    tls.once("secureConnect", () => give(tls));
  });
}
