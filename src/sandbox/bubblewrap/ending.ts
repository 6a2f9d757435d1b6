import type { Refusal } from "../refusal.ts";
import type { KillReason, Output, SandboxResult } from "../sandbox.ts";
import { explainFailure } from "./diagnosis.ts";

/** Everything that is known when bwrap is gone. */
export type Ending = {
  readonly reason: KillReason | null;
  /** Why the command was not let go. */
  readonly refusal: Refusal | null;
  /** Whether the command was started at all. */
  readonly released: boolean;
  /** The command's own, as bwrap told it. */
  readonly exitCode: number | null;
  readonly output: Output;
  readonly durationMs: number;
  /** Signal that ended bwrap itself; only ours or the machine's (out of memory), the command cannot send one. */
  readonly engineSignal: string | undefined;
  /** Why bwrap could not even be started. */
  readonly startError: string | undefined;
};

/** How the run ended. Refused only when the command was never started; whatever cannot be told apart counts as killed. */
export function tellEnd({ reason, refusal, released, exitCode, output, durationMs, engineSignal, startError }: Ending): SandboxResult {
  // A run that was stopped while it was set up may have been gone already when it was looked at.
  if (reason !== null) return { kind: "killed", by: reason, output, durationMs };
  if (refusal !== null) return refusal;
  if (released && exitCode !== null) return { kind: "exited", exitCode, output, durationMs };
  if (released || engineSignal !== undefined) return { kind: "killed", by: "signal", output, durationMs };
  return explainFailure(output.text.trim() === "" ? (startError ?? "") : output.text);
}
