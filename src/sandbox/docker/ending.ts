import type { Attended } from "../attended.ts";
import type { SandboxResult } from "../sandbox.ts";
import type { Container } from "./container.ts";
import { explain } from "./diagnosis.ts";

/**
 * How the run ended, by what was seen and by what the daemon says of it, which is null where it does not know it any more. Refused only when the
 * command was never started; whatever cannot be told apart counts as killed.
 */
export function tellEnd(
  { reason, refusal, released, output, durationMs, startError }: Attended,
  end: Awaited<ReturnType<Container["findEnd"]>>,
): SandboxResult {
  if (reason !== null) return { kind: "killed", by: reason, output, durationMs };
  if (refusal !== null) return refusal;
  if (!released) return explain(output.text.trim() === "" ? (startError ?? "") : output.text);
  if (end === null) return { kind: "killed", by: "signal", output, durationMs };
  if (end.ranOutOfMemory) return { kind: "killed", by: "memory", output, durationMs };
  return { kind: "exited", exitCode: end.exitCode, output, durationMs };
}
