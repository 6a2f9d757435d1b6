import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from "node:net";
import { makeCertificate, makeKeys } from "../../src/egress/certificate.ts";
import type { World } from "../../src/egress/world.ts";

/** The far side of the wire: names, addresses and real servers that answer there. Addresses that nobody serves refuse. */
export type Outside = AsyncDisposable & {
  readonly world: World;
  /** Names that were looked up, in order. */
  readonly lookups: string[];
  /** Addresses that were dialled, `address:port`. */
  readonly dials: string[];
  /** The certificate of the authority that this internet trusts, as PEM. */
  readonly authority: string;
  /** A name with its addresses; what is given is answered one after the other, the last one for ever. */
  name(host: string, ...answers: readonly (readonly string[])[]): void;
  serveHttp(address: string, port: number, listener: RequestListener): Promise<void>;
  /** `certified`: for which name its certificate is. */
  serveHttps(address: string, port: number, certified: string, listener: RequestListener): Promise<void>;
  serveTcp(address: string, port: number, take: (socket: Socket) => void): Promise<void>;
};

/** An address that is nobody's here and public everywhere. */
export const somewhere = "93.184.216.34";

export function openOutside(): Outside {
  const keys = makeKeys();
  const issuer = { name: "Authority of this internet", keys };
  const authority = makeCertificate({ ...issuer, host: null }, issuer);
  const names = new Map<string, (readonly string[])[]>();
  const ports = new Map<string, number>();
  const servers: (Server & { closeAllConnections?: () => void })[] = [];
  const sockets = new Set<Socket>();
  const lookups: string[] = [];
  const dials: string[] = [];
  const serve = async (address: string, port: number, server: Server) => {
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    ports.set(`${address}:${port}`, (server.address() as AddressInfo).port);
  };
  return {
    lookups,
    dials,
    authority,
    world: {
      authorities: authority,
      ownAddresses: () => [],
      resolve: async (host) => {
        lookups.push(host);
        const answers = names.get(host);
        const answer = answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
        if (answer === undefined) throw new Error(`no such name: ${host}`);
        return answer;
      },
      connect: async (address, port) => {
        dials.push(`${address}:${port}`);
        const local = ports.get(`${address}:${port}`);
        if (local === undefined) throw new Error("connection refused");
        const socket = connect({ host: "127.0.0.1", port: local, allowHalfOpen: true });
        await once(socket, "connect");
        return socket;
      },
    },
    name: (host, ...answers) => void names.set(host, answers.length > 0 ? [...answers] : [[somewhere]]),
    serveHttp: (address, port, listener) => serve(address, port, createHttp(listener)),
    serveHttps: (address, port, certified, listener) => {
      const own = makeKeys();
      const cert = makeCertificate({ name: certified, host: certified, keys: own }, issuer);
      const key = own.privateKey.export({ type: "pkcs8", format: "pem" });
      return serve(address, port, createHttps({ cert, key }, listener));
    },
    serveTcp: (address, port, take) => serve(address, port, createTcp(take)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
