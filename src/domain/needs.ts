import { z } from "zod";
import { coversDestination } from "./destination-cover.ts";

/** What a step asks of the outside (product: needs). The approved needs are the sandbox's configuration. */
export const Needs = z.object({
  /** Workspace-relative paths it may change; `.` is the whole workspace. */
  writes: z.array(z.string()),
  /** Where it may send to: `host`, `host:port`, `GET host/path/*` (destination.ts). */
  network: z.array(z.string()),
  /** Secrets by name. */
  secrets: z.array(z.string()),
  /** Absolute paths of the host outside the workspace. */
  hostPaths: z.array(z.string()),
});
export type Needs = z.infer<typeof Needs>;

export const nothing: Needs = { writes: [], network: [], secrets: [], hostPaths: [] };

/** Everything asked for by either side, without repeats. */
export function unite(a: Needs, b: Needs): Needs {
  const both = (key: keyof Needs) => [...new Set([...a[key], ...b[key]])];
  return { writes: both("writes"), network: both("network"), secrets: both("secrets"), hostPaths: both("hostPaths") };
}

/** Whether everything in `inner` is allowed by `outer`: the subset rule (product: 2.4). A path covers what lies below it, a destination what is narrower. */
export function isCovered(inner: Needs, outer: Needs): boolean {
  return (
    inner.writes.every((path) => outer.writes.some((allowed) => coversPath(allowed, path))) &&
    inner.hostPaths.every((path) => outer.hostPaths.some((allowed) => coversPath(allowed, path))) &&
    inner.network.every((destination) => coversDestination(outer.network, destination)) &&
    inner.secrets.every((name) => outer.secrets.includes(name))
  );
}

/** Whether `path` is `allowed` itself or lies below it. Paths that climb (`..`) are covered by nothing. */
export function coversPath(allowed: string, path: string): boolean {
  if (path.split("/").includes("..")) return false;
  const base = trimmed(allowed);
  const inner = trimmed(path);
  return base === "." ? !path.startsWith("/") : inner === base || inner.startsWith(`${base}/`);
}

function trimmed(path: string): string {
  const clean = path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  return clean === "" ? "." : clean;
}
