import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";

/** The internet as the proxy reaches it: everything it asks of the outside goes through here. */
export type World = {
  /** All addresses of a name. Rejects where there are none. */
  resolve(host: string): Promise<readonly string[]>;
  /** Connects to exactly this address. Rejects with the system's error. */
  connect(address: string, port: number): Promise<Socket>;
  /** Addresses of this very machine, which are nobody else's however public they are. */
  ownAddresses(): readonly string[];
  /** Certificates of authorities to trust beside the usual ones, as PEM; the internet has none. */
  readonly authorities?: string;
};

const patienceMs = 10_000;

/** The real one. */
export const internet: World = {
  resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
  connect: (address, port) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: address, port, noDelay: true, allowHalfOpen: true });
      const timer = setTimeout(() => socket.destroy(new Error("it does not answer")), patienceMs);
      socket.once("error", reject);
      socket.once("close", () => clearTimeout(timer));
      socket.once("connect", () => {
        clearTimeout(timer);
        socket.off("error", reject);
        resolve(socket);
      });
    }),
  ownAddresses: () => Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
};
