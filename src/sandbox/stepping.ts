import { defaultLimits, type Grant, type SandboxLimits } from "./sandbox.ts";

/** What steps of one task differ in: where they work, what was approved, and what they are handed. */
export type StepGround = {
  readonly workspace: string;
  readonly writes: readonly string[];
  readonly network: readonly string[];
  /** Secrets by name. */
  readonly secrets?: readonly string[];
  /** Shown as `/steps`, where what earlier steps said is, and as `/artifacts`, where a step leaves what it hands over. */
  readonly files: { readonly steps: string; readonly artifacts: string };
  readonly env: Readonly<Record<string, string>>;
  /** What the operator set, beside the usual limits. */
  readonly limits: Partial<SandboxLimits>;
};

/** The one place where a step's grant is made, for a plan's steps and for `adjutant sandbox` alike (product: 4.2). */
export function stepGrant({ workspace, writes, network, secrets = [], files, env, limits }: StepGround): Grant {
  return {
    workspace,
    writes,
    binds: [
      { source: files.steps, target: "/steps", writable: false },
      { source: files.artifacts, target: "/artifacts", writable: true },
    ],
    network,
    secrets,
    env: { ...env, ...marked },
    limits: { ...defaultLimits, ...limits },
  };
}

/**
 * Settings of git. Files of another account are dubious to it, and the workspace is the one thing inside that it may trust; but not
 * what only looks like a repository among its files, whose settings would be run by a plain `git status` there, nor a program that is
 * to look after the files.
 */
const gitSettings = { "safe.directory": "*", "safe.bareRepository": "explicit", "core.fsmonitor": "false" };

/** Where the two directories are, and what git is told. */
const marked = {
  STEPS: "/steps",
  ARTIFACTS: "/artifacts",
  GIT_CONFIG_COUNT: String(Object.keys(gitSettings).length),
  ...Object.fromEntries(
    Object.entries(gitSettings).flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ),
};

/** Who was given more time than usual may also compute for that long. */
export function timeLimits(timeoutSeconds: number): Pick<SandboxLimits, "cpuSeconds" | "timeoutMs"> {
  return { cpuSeconds: Math.max(defaultLimits.cpuSeconds, Math.ceil(timeoutSeconds)), timeoutMs: Math.ceil(timeoutSeconds * 1000) };
}
