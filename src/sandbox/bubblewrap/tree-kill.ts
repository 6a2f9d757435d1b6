import { signalProcess } from "../kill.ts";
import type { KillReason } from "../sandbox.ts";
import type { EngineProcess } from "./engine-process.ts";

/** Every moment of these costs the machine. */
const floods: ReadonlySet<KillReason> = new Set(["output", "memory", "disk"]);

/**
 * Ends the whole tree: setsid, nohup and double forks do not help (sandbox.md: stop). A command that is told to end gets SIGTERM
 * and `graceMs` first; a flood gets none, and neither does what is still being set up, which is waited for at most as
 * long. Returns what forgets the pending SIGKILL.
 */
export function killTree(engine: EngineProcess, reason: KillReason, graceMs: number): () => void {
  const timer = setTimeout(engine.kill, graceMs);
  void engine.firstPid.then((first) => {
    const command = floods.has(reason) || first === null ? null : engine.findCommand(first);
    if (command === null || !signalProcess(command, "SIGTERM")) engine.kill();
  });
  return () => clearTimeout(timer);
}
