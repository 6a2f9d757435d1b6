import { AsyncLocalStorage } from "node:async_hooks";
import { type HostResult, type HostRun, runOnHost } from "../host/process.ts";

/**
 * Who asked for something can end it: the programs, copies and removals that it comes down to look here, so that nothing in
 * between has to hand the signal on.
 */
const current = new AsyncLocalStorage<AbortSignal | undefined>();

/** Does work that the signal ends, as soon as what is under way can be ended; it then rejects with the signal's reason. */
export function interruptible<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  return current.run(signal, work);
}

/** The signal that ends what is being done now, if anybody gave one. */
export function interruption(): AbortSignal | undefined {
  return current.getStore();
}

/** Runs a program of the host, which ends when the work it belongs to is ended; then it rejects with the signal's reason. */
export async function runInterruptibly(run: Omit<HostRun, "signal">): Promise<HostResult> {
  const signal = interruption();
  if (signal === undefined) return runOnHost(run);
  signal.throwIfAborted();
  const result = await runOnHost({ ...run, signal });
  signal.throwIfAborted();
  return result;
}
