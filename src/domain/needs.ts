import { z } from "zod";

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

/** Whether `path` is `allowed` itself or lies below it. Paths that climb (`..`) are covered by nothing. */
export function coversPath(allowed: string, path: string): boolean {
  if (path.split("/").includes("..")) return false;
  const [base, inner] = [plainOf(allowed), plainOf(path)];
  return base === "." ? !path.startsWith("/") : inner === base || inner.startsWith(`${base}/`);
}

/** Whether a path to be written is the whole workspace, however it is spelled. */
export function isWhole(path: string): boolean {
  return plainOf(path) === ".";
}

/** A path without what says nothing: `.` and empty parts, and slashes at its end. */
export function plainOf(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}` || ".";
}
