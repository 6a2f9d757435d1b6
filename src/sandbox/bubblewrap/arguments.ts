import type { Plan } from "../plan.ts";
import { bridgeArguments } from "./bridge.ts";
import { type Descriptors, descriptor } from "./descriptors.ts";
import { ownFileArguments, systemArguments } from "./system.ts";

const megabytes = (count: number) => String(count * 1024 ** 2);

/** Every namespace, no capability, no nested user namespace, no terminal, no survivor. `--unshare-all` alone only tries a user namespace. */
const isolation = [
  ...["--unshare-user", "--disable-userns", "--unshare-all", "--cap-drop", "ALL", "--uid", "1000", "--gid", "1000"],
  ...["--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv", "--json-status-fd", String(descriptor.status)],
] as const;

const kernelTrees = [
  ...["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"],
  ...["--perms", "1777", "--size", megabytes(64), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"],
] as const;

const scratch = [
  ...[
    "--perms",
    "1777",
    "--size",
    megabytes(256),
    "--tmpfs",
    "/tmp",
    "--perms",
    "0700",
    "--size",
    megabytes(256),
    "--tmpfs",
    "/home/agent",
  ],
  ...["--dir", "/run", "--dir", "/var/tmp"],
] as const;

/**
 * All arguments of bwrap but the launcher's, in the order that counts (sandbox.md: bubblewrap, in order): a later mount covers
 * an earlier one, and the root becomes read-only when everything stands on it.
 */
export function buildArguments(plan: Plan, filter: Uint8Array, descriptors: Descriptors): readonly string[] {
  return [
    ...isolation,
    ...systemArguments(descriptors),
    ...kernelTrees,
    ...scratch,
    ...ownFileArguments(descriptors),
    ...grantArguments(plan),
    ...(plan.bridge === null ? [] : bridgeArguments(plan.bridge, descriptors)),
    ...["--remount-ro", "/", "--chdir", plan.directory],
    ...Object.entries(plan.env).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--seccomp", String(descriptors.add(filter))],
  ];
}

/** The workspace read-only, what was approved writable on top of it (outer paths first), then our own binds. */
function grantArguments({ workspace, writes, binds }: Plan): string[] {
  const inside = (root: string, path: string) => (path === "" ? root : `${root}/${path}`);
  return [
    ...["--ro-bind", workspace, "/workspace"],
    ...[...new Set(writes)].sort().flatMap((path) => ["--bind", inside(workspace, path), inside("/workspace", path)]),
    ...binds.flatMap(({ source, target, writable }) => [writable ? "--bind" : "--ro-bind", source, target]),
  ];
}
