import type { Desk, Showing } from "../adapters/adapter.ts";
import { isApprovalId } from "../domain/id.ts";
import type { Inbound } from "../domain/inbound.ts";
import { isOngoing } from "../domain/ongoing.ts";
import type { Channel } from "../domain/principal.ts";
import { showAgain, showAgainTo, showOnceMore } from "../store/outbox.ts";
import { findPosted, findShown } from "../store/shown.ts";
import type { Engine } from "./engine.ts";

/** What a channel's adapter may ask of what is shown there, and have shown again. */
export function openShown({ db }: Pick<Engine, "db">, channel: Channel): Pick<Desk, "showAgain" | "takenAway" | "shownBy" | "shownUnder"> {
  const timesAway = new Map<string, number>();
  return {
    showAgain: (workspace, why) => showAgain(db, { channel, workspace }, why),
    takenAway: async (ref) => {
      const shown = await findShown(db, channel, ref);
      if (shown === null || !isOngoing(shown.body)) return;
      const times = (timesAway.get(shown.key) ?? 0) + 1;
      if (timesAway.size >= mostKnown) timesAway.clear();
      timesAway.set(shown.key, times);
      if (times <= mostTimes) await showOnceMore(db, shown.key);
    },
    shownBy: async (ref) => {
      const shown = await findShown(db, channel, ref);
      return shown && showingOf(shown);
    },
    shownUnder: async (key) => {
      const shown = await findPosted(db, channel, key);
      return shown && showingOf(shown);
    },
  };
}

/** Who takes it away more often does not want it there, or is a program: then it comes when it changes. So much is remembered. */
const [mostTimes, mostKnown] = [3, 1_000];

/** What could not be shown for so long is no news any more, in milliseconds. */
const newsMs = 7 * 24 * 3_600_000;

/** What could not be shown where somebody speaks, or to them, is tried again. */
export function tryAgainFor(
  { address, by }: Pick<Extract<Inbound, { type: "message" }>, "address" | "by">,
  { db }: Pick<Engine, "db">,
  receivedAt: number,
): Promise<void> {
  return showAgainTo(db, { address, by, since: receivedAt - newsMs });
}

function showingOf({ key, task, address }: Omit<Showing, "approval"> & { readonly key: string }): Showing {
  return { task, approval: isApprovalId(key) ? key : null, address };
}
