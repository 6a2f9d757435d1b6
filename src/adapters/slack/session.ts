import { z } from "zod";
import type { Card } from "../../domain/card.ts";
import type { Address } from "../../domain/conversation.ts";
import { isEnded } from "../../domain/task.ts";
import type { Web } from "./web.ts";

/** Slack's own line under a thread: that something is being done, or waits for a person. With it comes Slack's stop button. */
export type Sessions = { follow(address: Address, card: Card): Promise<void> };

type Status = "processing" | "suspended" | "closed";

export function openSessions(web: Web): Sessions {
  const said = new Map<string, Status>();
  return {
    follow: async ({ room, thread }, card) => {
      const status = statusOf(card);
      const place = `${room}/${thread}`;
      if (said.get(place) === status) return;
      said.set(place, status);
      if (status === "closed") said.delete(place);
      // It only decorates: whatever Slack says, the messages tell the same.
      await web.call("agents.sessions.setStatus", { channel: room, thread_ts: thread, status }, z.unknown()).catch(() => undefined);
    },
  };
}

function statusOf({ stage, doing }: Card): Status {
  if (isEnded(stage)) return "closed";
  return /^(?:waiting|paused)/.test(doing) ? "suspended" : "processing";
}
