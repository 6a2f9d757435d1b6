import { setTimeout as pause } from "node:timers/promises";
import type { Adapter } from "../adapters/adapter.ts";
import { forgetArrivals } from "../store/arrivals.ts";
import { holdChannel, releaseChannel } from "../store/channels.ts";
import type { Database } from "../store/database.ts";
import { listen } from "../store/signals.ts";
import { createBell } from "./bell.ts";
import { openDelivery } from "./delivery.ts";
import { openDesk } from "./desk.ts";
import type { Engine } from "./engine.ts";
import type { Rooms } from "./membership.ts";
import { isGone } from "./owner.ts";
import { openReception } from "./reception.ts";

/** A channel that this process serves, or waits to. */
export type Serving = { stop(): Promise<void> };

/** How often the right to a channel is renewed, or asked for again; also how often what is due is looked for unasked, in milliseconds. */
const renewMs = 3_000;
/** So long whoever starts waits for a channel to be let in; one whose platform is away is served once it is there. */
const letInMs = 15_000;
/** The right ends without an answer of the database in this time: before anybody else may have it. */
const patienceMs = 8_000;
/** Platforms send again for minutes, not for days. */
const rememberMs = 7 * 24 * 3_600_000;

/**
 * Serves a channel for as long as this process is the one that may: others wait, and take over when it is gone. Where the platform
 * is away it is served once it is there. Rejects with the adapter's `Problem` where it cannot be let in at all.
 */
export async function serveChannel(engine: Engine, sql: Database["sql"], adapter: Adapter, rooms: Rooms): Promise<Serving> {
  const { db, log, owner, host } = engine;
  const { channel } = adapter;
  const desk = openDesk(engine, adapter, rooms);
  const stopping = new AbortController();
  const fail = (error: unknown) => log.error({ channel, err: error }, "the channel cannot be served; trying again");
  let serving: Served | null = null;
  let heldAt = 0;
  const renew = async (failed: (error: unknown) => void): Promise<Served | null> => {
    const asked = Date.now();
    const holder = await holdChannel(db, channel, owner, (one) => isGone(one, host)).catch(() => null);
    if (holder === owner) heldAt = asked;
    const isOurs = holder === owner || (holder === null && Date.now() - heldAt < patienceMs);
    if (isOurs && serving === null && holder === owner) {
      const mine = begin(engine, sql, adapter, desk);
      serving = mine;
      mine.letIn.catch((error: unknown) => {
        if (serving === mine) serving = null;
        failed(error);
      });
    }
    if (!isOurs && serving !== null) {
      log.warn({ channel, holder }, "another process serves the channel now");
      await serving.end();
      serving = null;
    }
    return serving;
  };
  const first = await renew(() => undefined);
  if (first === null) log.info({ channel }, "another process serves the channel; this one takes over when it is gone");
  const renewing = repeat(async () => void (await renew(fail)), renewMs, stopping.signal, fail);
  const stop = async () => {
    stopping.abort();
    await renewing;
    await serving?.end();
    await releaseChannel(db, channel, owner).catch(() => undefined);
  };
  await Promise.race([first?.letIn, pause(letInMs, undefined, { ref: false })]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { stop };
}

/** A channel from the moment it is connected to. */
type Served = {
  /** Resolves once the platform lets us in, or it is ended before; rejects where it does not. */
  readonly letIn: Promise<void>;
  end(): Promise<void>;
};

/** Connects, works on what comes and shows what is due, until ended. */
function begin(engine: Engine, sql: Database["sql"], adapter: Adapter, desk: ReturnType<typeof openDesk>): Served {
  const { db, log } = engine;
  const bell = createBell();
  const reception = openReception(engine, adapter, bell.ring);
  const delivery = openDelivery(engine, adapter, bell.ring);
  const ending = new AbortController();
  const listening = listen(sql, bell.ring, bell.ring);
  const unlisten = async () => (await listening.catch(() => null))?.().catch(() => undefined);
  const connect = async () => {
    await listening;
    // Where the adapter is not let in it is tried again: nothing of this try goes on.
    await adapter.start(desk).catch(async (error: unknown) => {
      await unlisten();
      if (!ending.signal.aborted) throw error;
    });
    await forgetArrivals(db, Date.now() - rememberMs);
  };
  const look = async () => {
    await Promise.all([reception.look(), delivery.look()]);
    await bell.wait(renewMs);
  };
  const letIn = connect();
  const looking = letIn.then(
    () =>
      repeat(look, 0, ending.signal, (error) =>
        log.warn({ channel: adapter.channel, err: error }, "the database did not answer; trying again"),
      ),
    () => undefined,
  );
  return {
    letIn,
    end: async () => {
      ending.abort();
      bell.ring();
      await adapter.stop();
      await looking;
      await Promise.all([reception.idle(), delivery.idle()]);
      await unlisten();
    },
  };
}

/** Does it again and again; after it threw a moment passes. */
async function repeat(act: () => Promise<void>, pauseMs: number, signal: AbortSignal, complain: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    let rest = pauseMs;
    await act().catch((error: unknown) => {
      complain(error);
      rest = Math.max(pauseMs, 1_000);
    });
    if (rest > 0) await pause(rest, undefined, { signal }).catch(() => undefined);
  }
}
