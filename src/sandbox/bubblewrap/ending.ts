import type { KillReason, Output, SandboxResult } from "../sandbox.ts";
import { explainFailure } from "./diagnosis.ts";
import type { Status } from "./status.ts";

/** Everything that is known when bwrap is gone. */
export type Ending = {
  readonly reason: KillReason | null;
  readonly status: Status;
  readonly output: Output;
  readonly durationMs: number;
  /** Signal that ended bwrap itself; only ours or the machine's (out of memory), the command cannot send one. */
  readonly engineSignal: string | undefined;
  /** Why bwrap could not even be started. */
  readonly startError: string | undefined;
};

/** How the run ended. Refused only when the command was never started; whatever cannot be told apart counts as killed. */
export function tellEnd({ reason, status, output, durationMs, engineSignal, startError }: Ending): SandboxResult {
  if (reason !== null) return { kind: "killed", by: reason, output, durationMs };
  const exitCode = status.exitCode();
  if (status.isReady() && exitCode !== null) return { kind: "exited", exitCode, output, durationMs };
  if (status.isReady() || engineSignal !== undefined) return { kind: "killed", by: "signal", output, durationMs };
  return explainFailure(output.text.trim() === "" ? (startError ?? "") : output.text);
}
