import { once } from "node:events";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { parseDestination } from "../domain/destination.ts";
import type { NetworkRequest } from "../domain/network-request.ts";
import type { SecretRule } from "../domain/secret.ts";
import { type Account, type Route, routeAuthority, type SandboxResult } from "../sandbox/sandbox.ts";
import { makeAuthority } from "./authority.ts";
import { environmentOf } from "./environment.ts";
import { createJournal } from "./journal.ts";
import type { Passage } from "./passage.ts";
import { makePlace, type Place, sweepPlaces } from "./place.ts";
import { createProxy } from "./proxy.ts";
import { makeStandIn, type StandIn } from "./stand-in.ts";
import { createVault } from "./vault.ts";
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
export type Egress = {
  /** Removes what processes left that were killed. */
  sweep(account: Account | null): Promise<void>;
  open(wanted: Wanted): Promise<Opened | Refusal>;
};

type Refusal = Extract<SandboxResult, { kind: "refused" }>;

/** What is known of secrets: the rule of each, and its value, which is asked for when a run begins. */
type SecretSource = { readonly rules: readonly SecretRule[]; readonly value: (name: string) => string | null };

export type EgressOptions = {
  readonly world?: World;
  readonly secrets?: SecretSource;
  /** Hosts that may have private addresses, as destinations: an operator's word, which no plan can give. */
  readonly privateHosts?: readonly string[];
};

const noSecrets: SecretSource = { rules: [], value: () => null };

export function createEgress({ world = internet, secrets: source = noSecrets, privateHosts: hosts = [] }: EgressOptions = {}): Egress {
  const privateHosts = hosts.map(parseDestination).flatMap((one) => (one.ok ? [one.value] : []));
  let swept: Promise<void> | null = null;
  const sweep = (account: Account | null) => {
    swept ??= sweepPlaces(account);
    return swept;
  };
  return {
    sweep,
    async open({ network, secrets, account, onRequest }) {
      const parsed = network.map(parseDestination);
      const wrong = parsed.flatMap((one) => (one.ok ? [] : [one.error]));
      if (wrong[0] !== undefined) return refuse(`its network cannot be: ${wrong[0].replace(/\.$/, "")}`, "write it like api.example.com");
      const standIns = secrets.map((name) => standInFor(name, source));
      const missing = standIns.find((one) => typeof one === "string");
      if (missing !== undefined) return refuse(missing, "set its value and its domains, or leave it out");
      await sweep(account);
      const destinations = parsed.flatMap((one) => (one.ok ? [one.value] : []));
      const way = { destinations, standIns: standIns.filter((one) => typeof one !== "string"), world, privateHosts, onRequest };
      try {
        return await openWay(await makePlace(account), way);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return refuse(`the way to the network could not be opened: ${why}`, "make room and rights in /tmp");
      }
    },
  };
}

function refuse(reason: string, cure: string): Refusal {
  return { kind: "refused", reason, cure };
}

/** A secret as this run has it, or why it cannot. */
function standInFor(name: string, { rules, value }: SecretSource): StandIn | string {
  const rule = rules.find((one) => one.name === name);
  const held = value(name);
  if (rule === undefined || held === null)
    return `it needs the secret ${name}, which has no ${held === null ? "value" : "domain to go to"}`;
  return /^[\x20-\x7e\x80-\xff]+$/.test(held) ? makeStandIn(rule, held) : `the secret ${name} has characters that no header can carry`;
}

type Way = Pick<Passage, "destinations" | "world" | "privateHosts"> & {
  readonly standIns: readonly StandIn[];
  readonly onRequest: Wanted["onRequest"];
};

async function openWay(place: Place, { destinations, standIns, world, privateHosts, onRequest }: Way): Promise<Opened> {
  try {
    const journal = createJournal(onRequest);
    // Only where something has to be looked into: a client that pins certificates can use the rest.
    const isTerminated = standIns.length > 0 || destinations.some(({ methods, path }) => methods !== null || path !== null);
    const authority = isTerminated ? makeAuthority() : null;
    if (authority !== null) await place.writeCertificates(authority.trusted);
    const server = createProxy({ destinations, world, privateHosts, journal, vault: createVault(standIns) }, authority);
    const sockets = trackSockets(server);
    server.listen(place.socket);
    await once(server, "listening");
    await place.handOver();
    return {
      kind: "opened",
      route: { socket: place.socket, certificates: authority === null ? null : place.certificates },
      env: { ...environmentOf(isTerminated), ...Object.fromEntries(standIns.flatMap(variablesOf)) },
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

function trackSockets(server: Server): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>();
  server.on("connection", (socket: Duplex) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

/** What the command finds of a secret: its stand-in, and the address that stands for its service. */
function variablesOf({ env, text, door, service }: StandIn): readonly (readonly [string, string])[] {
  const address = `http://${routeAuthority}/${door}`;
  return [[env, text], ...(service === null ? [] : [[service.env, address] as const])];
}
