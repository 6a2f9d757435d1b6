import { type Route, routeAuthority } from "./sandbox.ts";

/** The way from the run's own loopback to the proxy's socket on the host, and the Node that keeps it open inside. */
export type Bridge = Route & { readonly node: string };

/** Where its parts are shown. */
export const bridgePlace = { socket: "/run/net/proxy.sock", node: "/run/net/node", script: "/run/net/bridge.cjs" } as const;

/** Threads of the bridge, which are counted with the command's processes. */
export const bridgeThreads = 16;

/** The command that carries bytes between the two until the run ends. It knows no secret and decides nothing. */
export function startBridge(node: string = bridgePlace.node): string {
  return `/usr/bin/env -i ${node} --v8-pool-size=0 --max-old-space-size=64 ${bridgePlace.script}`;
}

/** Says that it listens, and then lets go of its output, so that whoever started it goes on. */
const [host = "", port = ""] = routeAuthority.split(":");
export const bridgeScript = `
const { closeSync, openSync, writeSync } = require("node:fs");
const { connect, createServer } = require("node:net");
const server = createServer({ allowHalfOpen: true, noDelay: true }, (inside) => {
  const outside = connect({ path: ${JSON.stringify(bridgePlace.socket)}, allowHalfOpen: true });
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
