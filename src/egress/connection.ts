import { Duplex } from "node:stream";
import { allows, isKnown } from "../domain/destination-cover.ts";
import type { Authority } from "./authority.ts";
import { type Dialled, dial } from "./dial.ts";
import type { Entry } from "./journal.ts";
import type { Passage } from "./passage.ts";
import { replyRaw, sayRefusal } from "./reply.ts";
import { parseAuthority, type Target } from "./target.ts";
import { terminate } from "./termination.ts";
import { type Begun, carry, readBeginning } from "./tunnel.ts";

/** Where a connection leads, and whether it was TLS. */
export type Inside = { readonly target: Target; readonly isSecure: boolean };

/** Serves a connection as one to a single host. */
export type Look = (connection: Duplex, inside: Inside) => void;

/** A client that asked to be connected to somewhere. */
type Call = { readonly asked: string; readonly client: Duplex; readonly head: Buffer; readonly look: Look };

/** CONNECT: refused, carried as it is, or, where rules or secrets have to be looked after, looked into. */
export async function connectTo(passage: Passage, authority: Authority | null, call: Call): Promise<void> {
  const { asked, client } = call;
  const target = parseAuthority(asked, null);
  const { host, port } = target ?? { host: asked.slice(0, 300), port: 0 };
  const entry = passage.journal.begin({ host, port, method: "CONNECT", path: null });
  const refuse = (status: number, why: string) => {
    entry.end(status, why);
    replyRaw(client, status, sayRefusal(host, why));
  };
  if (target === null) return refuse(403, "only names of hosts are connected to");
  if (!isKnown(passage.destinations, target)) return refuse(403, "it was not approved for this step");
  if (!allows(passage.destinations, target) || passage.vault.holds(target)) return lookInto(target, authority, entry, call);
  const dialled = await dial(passage, host, port);
  return dialled.ok ? tunnelTo(target, dialled, entry, call) : refuse(dialled.status, dialled.reason);
}

/** A tunnel: TLS to exactly the approved name, or plain HTTP, which is looked into. Anything else is broken off. */
async function tunnelTo(target: Target, { socket }: Extract<Dialled, { ok: true }>, entry: Entry, call: Call): Promise<void> {
  const { client } = call;
  const endBoth = () => socket.destroy();
  socket.on("error", () => client.destroy());
  client.once("close", endBoth);
  if (client.destroyed) return void socket.destroy();
  const begun = await begin(call);
  if (begun.hello.kind === "hello" && begun.hello.serverName?.toLowerCase() === target.host) {
    entry.admit();
    entry.count(() => ({ sent: socket.bytesWritten, received: socket.bytesRead }));
    return carry(client, socket, begun.bytes, () => entry.end(200));
  }
  client.off("close", endBoth);
  socket.destroy();
  lookAtPlain(target, begun, entry, call);
}

/** A host with rules or secrets: its TLS is answered by us. */
async function lookInto(target: Target, authority: Authority | null, entry: Entry, call: Call): Promise<void> {
  const begun = await begin(call);
  if (begun.hello.kind !== "hello" || authority === null) return lookAtPlain(target, begun, entry, call);
  const inner = await terminate(call.client, begun.bytes, target, authority);
  if (inner === null) return entry.end(null, "TLS with the client failed: it pins certificates, or asked for another name");
  entry.forget();
  call.look(inner, { target, isSecure: true });
}

/** Some clients ask for a connection for plain HTTP as well, away from HTTPS's own port: then each of its requests is looked into. */
function lookAtPlain(target: Target, { bytes, hello }: Begun, entry: Entry, { client, look }: Call): void {
  const isHttp = hello.kind === "other" && target.port !== 443 && /^[A-Z]{3,7} \//.test(bytes.toString("latin1", 0, 9));
  if (!isHttp) {
    entry.end(null, hello.kind === "hello" ? "TLS inside asks for another name" : "what follows is not TLS");
    client.destroy();
    return;
  }
  entry.forget();
  client.unshift(bytes);
  // Not the socket itself: Node's parser would read on from its handle, past what was read already.
  look(Duplex.from({ readable: client, writable: client }), { target, isSecure: false });
}

function begin({ client, head }: Call): Promise<Begun> {
  client.write("HTTP/1.1 200 Connection established\r\n\r\n");
  return readBeginning(client, head);
}
