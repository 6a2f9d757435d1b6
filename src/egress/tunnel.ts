import type { Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { type Hello, longestHello, readClientHello } from "./client-hello.ts";

/** Time for a client to begin, once it was let through. */
const beginMs = 15_000;
const idleMs = 10 * 60_000;

/** What a client begins with: the whole ClientHello, and all that was read with it. */
export type Begun = { readonly bytes: Buffer; readonly hello: Hello };

/** Reads until it is known what a connection is; what ends or says nothing for long is `other`. */
export function readBeginning(client: Duplex, head: Buffer): Promise<Begun> {
  return new Promise((resolve) => {
    let bytes = Buffer.from(head);
    const timer = setTimeout(() => settle({ kind: "other" }), beginMs);
    const settle = (hello: Hello) => {
      clearTimeout(timer);
      client.pause();
      client.off("data", take).off("end", end).off("close", end);
      resolve({ bytes, hello });
    };
    const end = () => settle({ kind: "other" });
    const look = () => {
      const hello = readClientHello(bytes);
      if (hello.kind !== "incomplete") settle(hello);
      else if (bytes.length > longestHello) settle({ kind: "other" });
    };
    const take = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      look();
    };
    client.on("data", take).once("end", end).once("close", end);
    look();
  });
}

/** Carries bytes both ways until both sides are done or nothing moved for long; what was read already goes first. */
export function carry(client: Duplex, upstream: Socket, bytes: Buffer, done: () => void): void {
  let open = 2;
  const ended = () => {
    open -= 1;
    if (open > 0) return;
    done();
  };
  upstream.setTimeout(idleMs, () => upstream.destroy());
  upstream.write(bytes);
  pipeline(client, upstream, ended);
  pipeline(upstream, client, ended);
}
