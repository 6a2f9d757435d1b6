import type { Stop } from "./stop.ts";

/** Stops the run when the caller gives up. Returns what stops listening. */
export function stopOnCancel(stop: Stop, signal: AbortSignal): () => void {
  const cancel = () => stop.request("cancelled");
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  return () => signal.removeEventListener("abort", cancel);
}
