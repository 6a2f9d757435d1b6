import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Authority } from "./authority.ts";
import type { Target } from "./target.ts";

const handshakeMs = 15_000;

/**
 * Answers a client's TLS in place of the host it asked for. A client that asks inside for another name than outside is refused; one
 * that does not trust the run's own authority, because it pins certificates, ends here. Null, with everything closed, when it fails.
 */
export function terminate(client: Duplex, head: Buffer, { host }: Target, authority: Authority): Promise<TLSSocket | null> {
  if (head.length > 0) client.unshift(head);
  const secureContext = authority.contextFor(host);
  return new Promise((resolve) => {
    const tls = new TLSSocket(client, {
      isServer: true,
      secureContext,
      ALPNProtocols: ["http/1.1"],
      SNICallback: (name, answer) => (name.toLowerCase() === host ? answer(null, secureContext) : answer(new Error("another name"))),
    });
    const timer = setTimeout(() => tls.destroy(), handshakeMs);
    const settle = (result: TLSSocket | null) => {
      clearTimeout(timer);
      resolve(result);
    };
    tls.once("error", () => {
      client.destroy();
      settle(null);
    });
    tls.once("close", () => settle(null));
    tls.once("secure", () => settle(tls));
  });
}
