import { z } from "zod";
import type { Web } from "./web.ts";

/** Where a message of Slack is found by a person; null: Slack does not say. */
export type Permalinks = { of(ref: string): Promise<string | null> };

/** So many are kept: those that were asked for first go. */
const most = 1_000;

const Permalink = z.object({ permalink: z.string() });

/** Slack is asked once for each: where a message is does not change. */
export function openPermalinks(web: Web): Permalinks {
  const known = new Map<string, string>();
  return {
    of: async (ref) => {
      const there = known.get(ref);
      if (there !== undefined) return there;
      const [channel, message_ts] = ref.split("/");
      // It only leads somewhere: what is shown with it does not wait for Slack to be well.
      const answer = await web.call("chat.getPermalink", { channel, message_ts }, Permalink).catch(() => null);
      if (answer?.kind !== "ok") return null;
      const [oldest] = known.keys();
      if (known.size >= most && oldest !== undefined) known.delete(oldest);
      known.set(ref, answer.value.permalink);
      return answer.value.permalink;
    },
  };
}
