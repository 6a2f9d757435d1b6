import type { Desk } from "./adapter.ts";
import { Away } from "./answer.ts";

/** When it is looked for what was missed. */
export type LookingBack = {
  /** Nobody listens from now on: what comes after what was heard last may be missed. */
  lost(): void;
  /** Somebody listens again. */
  connected(): void;
  /** What is being looked at is not looked at to its end. */
  stop(): void;
};

/** One look, which may take several tries. */
export type Progress = {
  /** Aborted: nobody looks any more. */
  readonly signal: AbortSignal;
  /** Places that were looked through: they are left out at the next try. Since the last loss only. */
  readonly done: Set<string>;
};

/** Until it is tried again after the platform did not let us look, in milliseconds; the last one goes on. */
const againMs = [10_000, 30_000, 120_000, 300_000] as const;

/**
 * Looks back once somebody listens again, from what was heard before the connection was lost: by the first news after it, that would
 * be forgotten. One look at a time; one that failed is tried again.
 */
export function openLookingBack(
  platform: string,
  desk: Pick<Desk, "heardAt" | "log">,
  look: (heardAt: number, progress: Progress) => Promise<void>,
): LookingBack {
  const stopping = new AbortController();
  let since: Promise<number | null> | null = null;
  let [isThere, isLooking, failures] = [false, false, 0];
  let done = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const lookBack = async (from: Promise<number | null>, progress: Progress): Promise<void> => {
    const heardAt = await from;
    if (heardAt !== null) await look(heardAt, progress);
  };
  const begin = () => {
    if (!isThere || isLooking || stopping.signal.aborted || since === null) return;
    const from = since;
    since = null;
    isLooking = true;
    const end = (restMs: number) => {
      isLooking = false;
      timer = setTimeout(begin, restMs).unref();
    };
    lookBack(from, { signal: stopping.signal, done }).then(
      () => {
        failures = 0;
        end(0);
      },
      (error: unknown) => {
        if (stopping.signal.aborted) return;
        desk.log.warn(
          error instanceof Away ? { why: error.message } : { err: error },
          `what was said meanwhile on ${platform} could not be read; it is tried again`,
        );
        since = from;
        end(againMs[Math.min(failures, againMs.length - 1)] ?? 0);
        failures += 1;
      },
    );
  };
  return {
    lost: () => {
      isThere = false;
      [done, failures] = [new Set(), 0];
      const lostAt = Date.now();
      since ??= desk.heardAt().catch(() => lostAt);
    },
    connected: () => {
      isThere = true;
      begin();
    },
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}
