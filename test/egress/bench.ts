import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { NetworkRequest } from "../../src/domain/network-request.ts";
import { createEgress, type EgressOptions } from "../../src/egress/egress.ts";
import { type Outside, openOutside } from "./outside.ts";

/** A real proxy on its real socket, with an internet of this test's own at the far side. */
export type Bench = AsyncDisposable & {
  readonly outside: Outside;
  /** What was told of, in order. */
  readonly requests: NetworkRequest[];
  readonly env: Readonly<Record<string, string>>;
  /** File of the certificates to trust, or null. */
  readonly certificates: string | null;
  readonly socket: string;
  dial(): Socket;
  /** Sends raw bytes and resolves to all that comes back until the other side ends. */
  send(bytes: string): Promise<string>;
  /** CONNECT, resolved to the open connection once it was let through. */
  connectTo(authority: string): Promise<Socket>;
  close(): Promise<void>;
};

export async function openBench(
  network: readonly string[],
  { secrets = [], options = {}, outside = openOutside() }: { secrets?: readonly string[]; options?: EgressOptions; outside?: Outside } = {},
): Promise<Bench> {
  const requests: NetworkRequest[] = [];
  const egress = createEgress({ world: outside.world, ...options });
  const opened = await egress.open({ network, secrets, account: null, onRequest: (request) => void requests.push(request) });
  if (opened.kind === "refused") throw new Error(opened.reason);
  const { route, env, close } = opened;
  const dial = () => connect({ path: route.socket }).on("error", () => {});
  return {
    outside,
    requests,
    env,
    certificates: route.certificates,
    socket: route.socket,
    dial,
    close,
    async send(bytes) {
      const socket = dial();
      socket.write(bytes, "latin1");
      return readAll(socket);
    },
    async connectTo(authority) {
      const socket = dial();
      socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
      const [answer] = await once(socket, "data");
      if (!String(answer).startsWith("HTTP/1.1 200")) throw new Error(String(answer));
      return socket;
    },
    async [Symbol.asyncDispose]() {
      await close();
      await outside[Symbol.asyncDispose]();
    },
  };
}

/** However it ends. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.closed ? resolve() : socket.on("error", () => {}).once("close", () => resolve())));
}

export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => void chunks.push(chunk));
  await closed(socket);
  return Buffer.concat(chunks).toString("latin1");
}
