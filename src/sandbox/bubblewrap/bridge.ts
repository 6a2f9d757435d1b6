import { realpath } from "node:fs/promises";
import { type Account, type Route, routeAuthority, routeCertificates } from "../sandbox.ts";
import type { Descriptors } from "./descriptors.ts";
import { findPrograms, searchPath } from "./programs.ts";
import { checkReach } from "./reach.ts";
import { accept, type Checked, refuse } from "./refusal.ts";

/** The way from the run's own loopback to the proxy's socket on the host, and the Node that keeps it open inside. */
export type Bridge = Route & { readonly node: string };

const place = { socket: "/run/net/proxy.sock", node: "/run/net/node", script: "/run/net/bridge.cjs" } as const;

/** Threads of the bridge, which are counted with the command's processes. */
export const bridgeThreads = 16;

/** The command that carries bytes between the two until the run ends. It knows no secret and decides nothing. */
export const startBridge = `/usr/bin/env -i ${place.node} --v8-pool-size=0 --max-old-space-size=64 ${place.script}`;

/** Says that it listens, and then lets go of its output, so that whoever started it goes on. */
const [host = "", port = ""] = routeAuthority.split(":");
const script = `
const { closeSync, openSync, writeSync } = require("node:fs");
const { connect, createServer } = require("node:net");
const server = createServer({ allowHalfOpen: true, noDelay: true }, (inside) => {
  const outside = connect({ path: ${JSON.stringify(place.socket)}, allowHalfOpen: true });
  for (const [one, other] of [[inside, outside], [outside, inside]]) {
    one.on("error", () => other.destroy());
    one.on("close", () => { if (one.readableEnded === false) other.destroy(); });
    one.pipe(other);
  }
});
server.once("error", (error) => { writeSync(1, error.message); process.exit(1); });
server.listen(${port}, ${JSON.stringify(host)}, () => {
  writeSync(1, "ready");
  for (const fd of [1, 2]) { closeSync(fd); openSync("/dev/null", "w"); }
  process.on("uncaughtException", () => {});
});
`;

/** Our own Node where the account can reach it, else the one that commands find; without any there is no network. */
export async function findBridge(route: Route, account: Account | null): Promise<Checked<Bridge>> {
  const own = await realpath(process.execPath);
  const reach = account === null ? accept(own) : await checkReach(own, account);
  if (reach.kind === "accepted") return accept({ ...route, node: own });
  const [found] =
    findPrograms(["node"]).length > 0 ? await Promise.all(searchPath.map((path) => realpath(`${path}/node`).catch(() => null))) : [];
  if (typeof found === "string") return accept({ ...route, node: found });
  return refuse(
    `the network needs Node inside the sandbox: ${reach.reason}`,
    "install Node where every account may run it, such as /usr/bin/node",
  );
}

/** Socket, program and certificates of a run's network; read-only, as everything of ours is. */
export function bridgeArguments({ socket, certificates, node }: Bridge, descriptors: Descriptors): readonly string[] {
  return [
    ...["--perms", "0755", "--dir", "/run/net", "--ro-bind", socket, place.socket, "--ro-bind", node, place.node],
    ...["--perms", "0444", "--ro-bind-data", String(descriptors.add(script)), place.script],
    ...(certificates === null ? [] : ["--ro-bind", certificates, routeCertificates]),
  ];
}
