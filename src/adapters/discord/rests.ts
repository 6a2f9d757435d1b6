/** Which calls Discord wants to be left alone with, and until when. */
export type Rests = {
  /** How long a call has to rest still, in milliseconds, and why, where it is not too many calls; null: it does not. */
  of(call: string): { readonly afterMs: number; readonly why?: string } | null;
  note(call: string, rest: { readonly afterMs: number; readonly why?: string }): void;
};

type Rest = { readonly until: number; readonly why: string | undefined };

/** So little before its end a rest is over: timers are not more exact. */
const nearlyMs = 5;

/** `resting` is what is remembered: only what rests still, whenever something is added to it. */
export function openRests(resting = new Map<string, Rest>()): Rests {
  return {
    of: (call) => {
      const { until, why } = resting.get(call) ?? { until: 0, why: undefined };
      const afterMs = until - Date.now();
      if (afterMs <= nearlyMs) return null;
      return why === undefined ? { afterMs } : { afterMs, why };
    },
    note: (call, { afterMs, why }) => {
      const now = Date.now();
      for (const [other, { until }] of resting) if (until <= now) resting.delete(other);
      resting.set(call, { until: now + afterMs, why });
    },
  };
}

/** The calls that Discord counts together: of one route in one channel, server or webhook, whichever message or account they are about. */
export function bucketOf(method: string, route: string): string {
  const parts = route.split("/").slice(1);
  const kept = { channels: 2, guilds: 2, webhooks: 3, interactions: 3 }[parts[0] ?? ""] ?? 1;
  const reactions = parts.indexOf("reactions");
  const counted = reactions < 0 ? parts : parts.slice(0, reactions + 1);
  return `${method} /${counted.map((part, index) => (index >= kept && /^\d+$/.test(part) ? ":id" : part)).join("/")}`;
}
