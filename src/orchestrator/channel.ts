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
/** The right ends without an answer of the database in this time: before anybody else may have it. */
const patienceMs = 8_000;
/** Platforms send again for minutes, not for days. */
const rememberMs = 7 * 24 * 3_600_000;

/**
 * Serves a channel for as long as this process is the one that may: others wait, and take over when it is gone. Rejects with the
 * adapter's `Problem` where it cannot be let in at all.
 */
export async function serveChannel(engine: Engine, sql: Database["sql"], adapter: Adapter, rooms: Rooms): Promise<Serving> {
  const { db, log, owner, host } = engine;
  const desk = openDesk(engine, adapter, rooms);
  const stopping = new AbortController();
  let serving: { end(): Promise<void> } | null = null;
  let heldAt = 0;
  const renew = async () => {
    const asked = Date.now();
    const holder = await holdChannel(db, adapter.channel, owner, (one) => isGone(one, host)).catch(() => null);
    if (holder === owner) heldAt = asked;
    const isOurs = holder === owner || (holder === null && Date.now() - heldAt < patienceMs);
    if (isOurs && serving === null && holder === owner) serving = await begin(engine, sql, adapter, desk);
    if (!isOurs && serving !== null) {
      log.warn({ channel: adapter.channel, holder }, "another process serves the channel now");
      await serving.end();
      serving = null;
    }
  };
  await renew();
  if (serving === null) log.info({ channel: adapter.channel }, "another process serves the channel; this one takes over when it is gone");
  const renewing = repeat(renew, renewMs, stopping.signal, (error) =>
    log.error({ channel: adapter.channel, err: error }, "the channel cannot be served; trying again"),
  );
  return {
    stop: async () => {
      stopping.abort();
      await renewing;
      await serving?.end();
      await releaseChannel(db, adapter.channel, owner).catch(() => undefined);
    },
  };
}

/** Connects, works on what comes and shows what is due, until ended. */
async function begin(
  engine: Engine,
  sql: Database["sql"],
  adapter: Adapter,
  desk: ReturnType<typeof openDesk>,
): Promise<{ end(): Promise<void> }> {
  const { db, log } = engine;
  const bell = createBell();
  const reception = openReception(engine, adapter, bell.ring);
  const delivery = openDelivery(engine, adapter, bell.ring);
  const stopListening = await listen(sql, bell.ring, bell.ring);
  const unlisten = () => stopListening().catch(() => undefined);
  // Where the adapter is not let in it is tried again: nothing of this try goes on.
  await adapter.start(desk).catch(async (error: unknown) => {
    await unlisten();
    throw error;
  });
  const ending = new AbortController();
  const look = async () => {
    await Promise.all([reception.look(), delivery.look()]);
    await bell.wait(renewMs);
  };
  const looking = repeat(look, 0, ending.signal, (error) =>
    log.warn({ channel: adapter.channel, err: error }, "the database did not answer; trying again"),
  );
  await forgetArrivals(db, Date.now() - rememberMs);
  return {
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
