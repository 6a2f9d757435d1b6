import { z } from "zod";
import type { Card } from "../../domain/card.ts";
import type { Address } from "../../domain/conversation.ts";
import { isEnded } from "../../domain/task.ts";
import type { Web } from "./web.ts";

/** Slack's own line under a thread: that something is being done, or waits for a person. With it comes Slack's stop button. */
export type Sessions = {
  /** Brings it up to date, sometime soon: it only decorates, and holds nothing up. The messages tell the same. */
  follow(address: Address, card: Card): void;
};

type Status = "processing" | "suspended" | "closed";

export function openSessions(web: Web): Sessions {
  const wanted = new Map<string, Status>();
  const said = new Map<string, Status>();
  const busy = new Set<string>();
  let isThere = true;
  const say = async (place: string, channel: string, thread: string): Promise<void> => {
    for (let status = wanted.get(place); status !== undefined && status !== said.get(place); status = wanted.get(place)) {
      said.set(place, status);
      const answer = await web
        .call("agents.sessions.setStatus", { channel_id: channel, thread_ts: thread, status }, z.unknown())
        .catch(() => null);
      // Where there are no sessions nothing is said of them any more.
      if (answer?.kind === "refused" && answer.why.startsWith("unknown_method")) isThere = false;
      // Said again with the next card.
      if (answer?.kind !== "ok") return void said.delete(place);
    }
    if (wanted.get(place) === "closed") {
      wanted.delete(place);
      said.delete(place);
    }
  };
  return {
    follow: ({ room, thread }, card) => {
      const place = `${room}/${thread}`;
      wanted.set(place, statusOf(card));
      if (busy.has(place) || !isThere) return;
      busy.add(place);
      void say(place, room, thread).finally(() => busy.delete(place));
    },
  };
}

function statusOf({ stage, doing }: Card): Status {
  if (isEnded(stage)) return "closed";
  return /^(?:waiting|paused)/.test(doing) ? "suspended" : "processing";
}
