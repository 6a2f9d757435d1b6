import type { Socket } from "node:net";
import type { Destination } from "../domain/destination.ts";
import { isKnown } from "../domain/destination-cover.ts";
import { isPrivateAddress, isPublicAddress } from "./address.ts";
import type { World } from "./world.ts";

/** A connection to the other side, or why there is none, with the status it is told by. */
export type Dialled =
  | { readonly ok: true; readonly socket: Socket }
  | { readonly ok: false; readonly status: number; readonly reason: string };

const patienceMs = 10_000;
/** So many of a name's addresses are tried, one after the other. */
const mostTries = 4;

/** What is dialled: the world, and the hosts that the operator allows to have private addresses. */
type Dialling = { readonly world: World; readonly privateHosts: readonly Destination[] };

/**
 * Connects to an approved host: its name is looked up once, all its addresses must be public (or, where the operator said so, of a
 * private network), and one of exactly these is dialled. So a name that answers otherwise the next time, or in part with an address
 * of ours, leads nowhere (sandbox.md: network).
 */
export async function dial({ world, privateHosts }: Dialling, host: string, port: number): Promise<Dialled> {
  const addresses = await resolveInTime(world, host);
  if (addresses.length === 0) return { ok: false, status: 502, reason: "its name is not known" };
  const own = new Set(world.ownAddresses());
  const isPrivate = isKnown(privateHosts, { host, port });
  const isOpen = (address: string) => isPublicAddress(address) || (isPrivate && isPrivateAddress(address));
  if (!addresses.every((address) => isOpen(address) && !own.has(address)))
    return { ok: false, status: 403, reason: "its name leads to an address that is not on the public internet" };
  for (const address of addresses.slice(0, mostTries)) {
    const socket = await world.connect(address, port).catch(() => null);
    if (socket !== null) return { ok: true, socket };
  }
  return { ok: false, status: 502, reason: "it cannot be reached" };
}

async function resolveInTime(world: World, host: string): Promise<readonly string[]> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<readonly string[]>();
  const timer = setTimeout(giveUp, patienceMs, []);
  try {
    return await Promise.race([world.resolve(host).catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}
