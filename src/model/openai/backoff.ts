import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "./failure.ts";
import { isOutOfCredit } from "./fault.ts";

/** Tries of one request, the first included (product: 2.5). */
export const mostTries = 3;

const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** Longest wait a server may ask for; beyond it the fault is told at once, and whoever asked decides. */
const longestAskedMs = 30_000;

/**
 * How long to wait before try number `next`, in milliseconds, or null when another try is no use: a timeout was waited
 * out already, a refusal stays one.
 */
export function pauseBefore(next: number, failure: Failure, now: number): number | null {
  if (next > mostTries || !isPassing(failure)) return null;
  const asked = failure.kind === "status" ? readRetryAfter(failure.retryAfter, now) : null;
  if (asked !== null) return asked <= longestAskedMs ? asked : null;
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (next - 2));
}

/** Waits, unless the signal cuts it short; the next request tells. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

function isPassing(failure: Failure): boolean {
  if (failure.kind === "status") {
    const { status } = failure;
    return status === 408 || status === 409 || (status === 429 && !isOutOfCredit(failure)) || (status >= 500 && status !== 501);
  }
  return failure.kind === "unreachable" || failure.kind === "cut" || failure.kind === "garbled";
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), in milliseconds from now. */
function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
