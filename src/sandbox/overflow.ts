import type { Stop } from "./stop.ts";

/** Stops the run as soon as it has printed more than `limit` bytes. */
export function stopOnOverflow(stop: Stop, total: number, limit: number): void {
  if (total > limit) stop.request("output");
}
