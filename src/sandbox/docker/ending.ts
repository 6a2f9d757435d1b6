import type { Refusal } from "../refusal.ts";
import type { KillReason, Output, SandboxResult } from "../sandbox.ts";
import type { Container } from "./container.ts";
import { explain } from "./diagnosis.ts";

/** Everything that is known when docker is done with a container. */
type Ending = {
  readonly reason: KillReason | null;
  /** Why the command was not let go. */
  readonly refusal: Refusal | null;
  /** Whether the command was started at all. */
  readonly released: boolean;
  /** What the daemon says of it; null where it does not know it any more. */
  readonly end: Awaited<ReturnType<Container["findEnd"]>>;
  readonly output: Output;
  readonly durationMs: number;
  /** Why docker could not even be started. */
  readonly startError: string | undefined;
};

/** How the run ended. Refused only when the command was never started; whatever cannot be told apart counts as killed. */
export function tellEnd({ reason, refusal, released, end, output, durationMs, startError }: Ending): SandboxResult {
  if (reason !== null) return { kind: "killed", by: reason, output, durationMs };
  if (refusal !== null) return refusal;
  if (!released) return explain(output.text.trim() === "" ? (startError ?? "") : output.text);
  if (end === null) return { kind: "killed", by: "signal", output, durationMs };
  if (end.ranOutOfMemory) return { kind: "killed", by: "memory", output, durationMs };
  return { kind: "exited", exitCode: end.exitCode, output, durationMs };
}
