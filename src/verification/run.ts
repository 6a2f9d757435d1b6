import { failuresIn } from "../checks/index.ts";
import { type Tally, tallyOf } from "../checks/tally.ts";
import type { CheckCommand } from "../domain/check-command.ts";
import type { Result } from "../domain/fault.ts";
import { nothing } from "../domain/needs.ts";
import { gitEnvironment, grantFor } from "../sandbox/granting.ts";
import type { Bind, Grant, KillReason, Sandbox, SandboxLimits } from "../sandbox/sandbox.ts";

/** What one run of a check came to. */
export type Run = {
  /** Null where it was killed. */
  readonly exitCode: number | null;
  readonly killed: Exclude<KillReason, "cancelled"> | null;
  /** Names of what failed, as far as the output tells. */
  readonly names: readonly string[];
  readonly tally: Tally | null;
};

/** Names of failures stand anywhere in the output: more of it is kept than of a step's. */
const outputBytes = 2 * 1024 ** 2;

/** A check may change whatever it was checked out into, and reaches nothing else. */
const needs = { ...nothing, writes: ["."] };

/** Where a check runs, and who is told what it is given before it does. */
type CheckPlace = { readonly path: string; readonly binds: readonly Bind[]; readonly onGrant: (grant: Grant) => Promise<void> };

export type Runner = { readonly sandbox: Sandbox; readonly limits: Partial<SandboxLimits> };

/** Runs a check in a directory of its own, all of which it may change, without network. */
export async function runCheck(
  { sandbox, limits }: Runner,
  { check, argv, directory }: CheckCommand,
  place: CheckPlace,
  signal: AbortSignal,
): Promise<Result<Run>> {
  const granted = grantFor(needs, { workspace: place.path, binds: place.binds, env: gitEnvironment, limits: { ...limits, outputBytes } });
  if (granted.kind === "granted") await place.onGrant(granted.grant);
  const result = granted.kind === "refused" ? granted : await sandbox.run({ argv, directory }, granted.grant, signal);
  if (result.kind === "refused") return fault("sandbox_unavailable", `${result.reason}; ${result.cure}.`);
  const { text } = result.output;
  const told = { names: failuresIn(check, text), tally: tallyOf(text) };
  if (result.kind === "exited") return { ok: true, value: { exitCode: result.exitCode, killed: null, ...told } };
  if (result.by === "cancelled") return fault("cancelled", "the checks were stopped");
  return { ok: true, value: { exitCode: null, killed: result.by, ...told } };
}

function fault(code: "sandbox_unavailable" | "cancelled", message: string): Result<Run> {
  return { ok: false, fault: { code, message, transient: false } };
}
