import { reachOf, withheldOf } from "../domain/need-table.ts";
import type { Needs } from "../domain/needs.ts";
import { type Bind, defaultLimits, type Grant, type SandboxLimits, type SandboxResult } from "./sandbox.ts";

/** Where a command runs, and what it is handed beside what was approved: all of it ours, none of it a model's. */
type Ground = {
  readonly workspace: string;
  readonly binds: readonly Bind[];
  readonly env: Readonly<Record<string, string>>;
  /** What the operator set, beside the usual limits. */
  readonly limits: Partial<SandboxLimits>;
};

type Granted = { readonly kind: "granted"; readonly grant: Grant } | Extract<SandboxResult, { kind: "refused" }>;

/**
 * The one place where needs become a grant: of steps and agents, setups, checks and `adjutant sandbox` alike (product: 4.2). What no
 * sandbox can give refuses the run, which never goes without it.
 */
export function grantFor(needs: Needs, { workspace, binds, env, limits }: Ground): Granted {
  const withheld = withheldOf(needs);
  if (withheld !== null) return { kind: "refused", reason: withheld, cure: "leave it out" };
  const grant = { ...reachOf(needs), workspace, binds, env, limits: { ...defaultLimits, ...limits } };
  return { kind: "granted", grant };
}

/**
 * Settings of git. Files of another account are dubious to it, and the workspace is the one thing inside that it may trust; but not
 * what only looks like a repository among its files, whose settings would be run by a plain `git status` there, nor a program that is
 * to look after the files.
 */
const gitSettings = { "safe.directory": "*", "safe.bareRepository": "explicit", "core.fsmonitor": "false" };

/** What tells git of them, of steps and of checks. */
export const gitEnvironment = {
  GIT_CONFIG_COUNT: String(Object.keys(gitSettings).length),
  ...Object.fromEntries(
    Object.entries(gitSettings).flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ),
};

/** What a step has beside its workspace: what earlier steps said, and where it leaves what it hands over. */
export function stepFiles(
  { steps, artifacts }: { readonly steps: string; readonly artifacts: string },
  env: Ground["env"],
): Pick<Ground, "binds" | "env"> {
  return {
    binds: [
      { source: steps, target: "/steps", writable: false },
      { source: artifacts, target: "/artifacts", writable: true },
    ],
    env: { ...env, STEPS: "/steps", ARTIFACTS: "/artifacts", ...gitEnvironment },
  };
}

/** Who was given more time than usual may also compute for that long. */
export function timeLimits(timeoutSeconds: number): Pick<SandboxLimits, "cpuSeconds" | "timeoutMs"> {
  return { cpuSeconds: Math.max(defaultLimits.cpuSeconds, Math.ceil(timeoutSeconds)), timeoutMs: Math.ceil(timeoutSeconds * 1000) };
}
