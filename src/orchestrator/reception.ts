import type { Adapter } from "../adapters/adapter.ts";
import { closeArrival, countArrivalBreak, isArrivalOpen, listArrivals, type OpenArrival } from "../store/arrivals.ts";
import type { Engine } from "./engine.ts";
import { createLanes, type Lanes, type Turn } from "./lanes.ts";

/** Pauses after working on news broke, in milliseconds. That the platform is out of reach is no break: then it waits. */
const pausesMs = [1_000, 5_000, 30_000, 120_000] as const;
/** Breaks after which news is put aside, in somewhat under three minutes. */
const mostBreaks = pausesMs.length + 1;
/** News of so many conversations is worked on at once. */
const atOnce = 16;

/** Works on what a channel's platform sent: in the order it came in each conversation. One that always breaks is put aside, and the log says so. */
export function openReception(
  { db, log }: Pick<Engine, "db" | "log">,
  adapter: Adapter,
  ring: () => void,
): Lanes<OpenArrival> & { look(): Promise<void> } {
  const breakOver = async (id: number, error: unknown): Promise<Turn> => {
    const breaks = await countArrivalBreak(db, id);
    const reason = error instanceof Error ? error.message : String(error);
    if (breaks < mostBreaks) {
      log.warn({ channel: adapter.channel, err: error }, "news could not be worked on; it is tried again");
      return { restMs: pausesMs[breaks - 1] ?? 0 };
    }
    log.error({ channel: adapter.channel, arrival: id, err: error }, "news is put aside: it could not be worked on");
    await closeArrival(db, id, reason);
    return { restMs: 0 };
  };
  const work = async ({ id, content, receivedAt }: OpenArrival): Promise<Turn> => {
    try {
      // It was listed a moment ago, and may have been done since.
      if (!(await isArrivalOpen(db, id))) return { restMs: 0 };
      const worked = await adapter.work(content, receivedAt);
      if (worked.kind === "later") {
        // The adapter tells of outages.
        log.debug({ channel: adapter.channel, arrival: id, why: worked.why }, "news waits: the platform cannot be had now");
        return { restMs: worked.afterMs };
      }
      await closeArrival(db, id, null);
      return { restMs: 0 };
    } catch (error) {
      // Where even this cannot be written down, the database is away: all of it waits.
      return breakOver(id, error).catch(() => ({ restMs: pausesMs[0] }));
    }
  };
  const lanes = createLanes<OpenArrival>(atOnce, ({ lane }) => lane, work, ring);
  return { ...lanes, look: async () => lanes.offer(await listArrivals(db, adapter.channel)) };
}
