import type { Stop } from "./stop.ts";

/** Stops the run after `ms` of wall time. Returns what takes the clock away. */
export function stopOnTimeout(stop: Stop, ms: number): () => void {
  const timer = setTimeout(() => stop.request("timeout"), ms);
  return () => clearTimeout(timer);
}
