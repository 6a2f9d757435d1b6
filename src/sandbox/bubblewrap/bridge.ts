import { realpath } from "node:fs/promises";
import { type Bridge, bridgePlace, bridgeScript } from "../bridge.ts";
import { findPrograms, searchPath } from "../programs.ts";
import { checkReach } from "../reach.ts";
import { accept, type Checked, refuse } from "../refusal.ts";
import { type Account, type Route, routeCertificates } from "../sandbox.ts";
import type { Descriptors } from "./descriptors.ts";

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
    ...["--perms", "0755", "--dir", "/run/net", "--ro-bind", socket, bridgePlace.socket, "--ro-bind", node, bridgePlace.node],
    ...["--perms", "0444", "--ro-bind-data", String(descriptors.add(bridgeScript)), bridgePlace.script],
    ...(certificates === null ? [] : ["--ro-bind", certificates, routeCertificates]),
  ];
}
