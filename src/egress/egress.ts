import { once } from "node:events";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Destination, parseDestination } from "../domain/destination.ts";
import type { NetworkRequest } from "../domain/network-request.ts";
import type { Account, Route, SandboxResult } from "../sandbox/sandbox.ts";
import { type Authority, makeAuthority } from "./authority.ts";
import { environmentOf } from "./environment.ts";
import { createJournal } from "./journal.ts";
import { makePlace, type Place, sweepPlaces } from "./place.ts";
import { createProxy } from "./proxy.ts";
import { emptyVault, type Vault } from "./vault.ts";
import { internet, type World } from "./world.ts";

/** What one run may reach, and who is told of each request. */
type Wanted = {
  readonly network: readonly string[];
  readonly secrets: readonly string[];
  /** Whom the sandbox runs commands as. */
  readonly account: Account | null;
  readonly onRequest: (request: NetworkRequest) => void;
};

/** A way out for one run, to be closed after it. */
type Opened = {
  readonly kind: "opened";
  readonly route: Route;
  /** Tells the command's programs about it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Opens the network for runs, each for itself: a proxy in this process that knows what was approved for it (sandbox.md: network). */
export type Egress = { open(wanted: Wanted): Promise<Opened | Extract<SandboxResult, { kind: "refused" }>> };

export type EgressOptions = { readonly world?: World };

export function createEgress({ world = internet }: EgressOptions = {}): Egress {
  let swept: Promise<void> | null = null;
  return {
    async open({ network, account, onRequest }) {
      const parsed = network.map(parseDestination);
      const wrong = parsed.flatMap((one) => (one.ok ? [] : [one.error]));
      if (wrong[0] !== undefined)
        return { kind: "refused", reason: `it may not send to ${wrong[0].replace(/\.$/, "")}`, cure: "correct the plan" };
      swept ??= sweepPlaces(account);
      await swept;
      const destinations = parsed.flatMap((one) => (one.ok ? [one.value] : []));
      return openWay(await makePlace(account), { destinations, world, vault: emptyVault, onRequest });
    },
  };
}

type Way = {
  readonly destinations: readonly Destination[];
  readonly world: World;
  readonly vault: Vault;
  readonly onRequest: Wanted["onRequest"];
};

async function openWay(place: Place, { destinations, world, vault, onRequest }: Way): Promise<Opened> {
  try {
    const journal = createJournal(onRequest);
    const authority = makeAuthorityFor(destinations);
    if (authority !== null) await place.writeCertificates(authority.trusted);
    const server = createProxy({ destinations, world, journal, vault }, authority);
    const sockets = new Set<Duplex>();
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    server.listen(place.socket);
    await once(server, "listening");
    await place.handOver();
    return {
      kind: "opened",
      route: { socket: place.socket, certificates: authority === null ? null : place.certificates },
      env: environmentOf(authority !== null),
      async close() {
        server.close();
        for (const socket of sockets) socket.destroy();
        journal.close();
        await place.remove();
      },
    };
  } catch (error) {
    await place.remove();
    throw error;
  }
}

/** Only where something has to be looked into: a client that pins certificates can use the rest. */
function makeAuthorityFor(destinations: readonly Destination[]): Authority | null {
  return destinations.some(({ methods, path }) => methods !== null || path !== null) ? makeAuthority() : null;
}
