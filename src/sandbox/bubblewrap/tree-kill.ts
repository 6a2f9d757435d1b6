import type { KillReason } from "../sandbox.ts";
import { findCommandProcess } from "./command-process.ts";

/** The running engine as far as killing it goes. */
export type Engine = { isRunning(): boolean; firstPid(): number | null; kill(): void };

/**
 * Ends the whole tree. SIGKILL to bwrap takes everything inside with it: setsid, nohup and double forks do not help (sandbox.md:
 * stop). A command that is told to end gets SIGTERM and `graceMs` first; a flood of output gets none.
 * Returns what forgets the pending SIGKILL.
 */
export function killTree(engine: Engine, reason: KillReason, graceMs: number): () => void {
  const first = engine.firstPid();
  const command = reason === "output" || first === null || !engine.isRunning() ? null : findCommandProcess(first);
  if (command === null || !terminate(command)) {
    engine.kill();
    return () => {};
  }
  const timer = setTimeout(() => engine.kill(), graceMs);
  return () => clearTimeout(timer);
}

function terminate(pid: number): boolean {
  try {
    return process.kill(pid, "SIGTERM");
  } catch {
    return false;
  }
}
