import type { Desk } from "./adapter.ts";

/** When it is looked for what was missed. */
export type LookingBack = {
  /** Nobody listens from now on: what comes after what was heard last may be missed. */
  lost(): void;
  /** Somebody listens again. */
  connected(): void;
  stop(): void;
};

/** Until it is tried again after the platform did not let us look, in milliseconds. */
const againMs = 10_000;

/**
 * Looks back once somebody listens again, from what was heard before the connection was lost: by the first news after it, that would
 * be forgotten. One look at a time; one that failed is tried again.
 */
export function openLookingBack(
  platform: string,
  desk: Pick<Desk, "heardAt" | "log">,
  look: (heardAt: number) => Promise<void>,
): LookingBack {
  let since: Promise<number | null> | null = null;
  let [isThere, isLooking, isStopped] = [false, false, false];
  let timer: NodeJS.Timeout | undefined;
  const lookBack = async (from: Promise<number | null>): Promise<void> => {
    const heardAt = await from;
    if (heardAt !== null) await look(heardAt);
  };
  const begin = () => {
    if (!isThere || isLooking || isStopped || since === null) return;
    const from = since;
    since = null;
    isLooking = true;
    const end = (restMs: number) => {
      isLooking = false;
      timer = setTimeout(begin, restMs).unref();
    };
    lookBack(from).then(
      () => end(0),
      (error: unknown) => {
        desk.log.warn({ err: error }, `what was said meanwhile on ${platform} could not be read; it is tried again`);
        since = from;
        end(againMs);
      },
    );
  };
  return {
    lost: () => {
      isThere = false;
      const lostAt = Date.now();
      since ??= desk.heardAt().catch(() => lostAt);
    },
    connected: () => {
      isThere = true;
      begin();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
