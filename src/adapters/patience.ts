import { setTimeout as wait } from "node:timers/promises";
import type { Desk } from "./adapter.ts";
import { Away } from "./answer.ts";

/** Who waits for a platform when a channel begins, and until when. */
export type Patience = {
  /** As people call it: "Discord". */
  readonly platform: string;
  readonly log: Desk["log"];
  /** Aborted: nobody waits for it any more. */
  readonly signal: AbortSignal;
};

/** Between one try and the next, in milliseconds, unless the platform wants to be left alone for longer; the last one goes on. */
const pausesMs = [1_000, 5_000, 15_000, 60_000, 120_000] as const;

/**
 * Asks until there is an answer: an outage is no reason not to begin. Whoever looks at the log reads in one line that it is waited
 * for. Whatever is thrown but `Away` is final, and thrown on.
 */
export async function patiently<Value>(ask: () => Promise<Value>, { platform, log, signal }: Patience): Promise<Value> {
  const { promise: end, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  end.catch(() => undefined);
  signal.addEventListener("abort", leave);
  try {
    for (let tries = 0; ; tries++) {
      signal.throwIfAborted();
      const answer = await Promise.race([ask().then((value) => ({ value }), awayOrThrow), end]);
      if ("value" in answer) {
        if (tries > 0) log.info({ tries: tries + 1 }, `${platform} is there now`);
        return answer.value;
      }
      if (tries === 0) log.warn({}, `${answer.message}; it is tried again until ${platform} is there`);
      const pauseMs = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0;
      await wait(Math.max(pauseMs, answer.afterMs), undefined, { signal });
    }
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

function awayOrThrow(error: unknown): Away {
  if (error instanceof Away) return error;
  throw error;
}
