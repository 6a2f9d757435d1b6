import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import type { Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import type { Place, Places } from "./place.ts";
import type { DiscordNews, Origin } from "./reading/news.ts";
import type { Me } from "./reading/text.ts";
import type { Servers } from "./servers.ts";
import type { Replied, Web } from "./web.ts";

/** What is looked through, and by whom. */
export type Look = {
  readonly web: Web;
  readonly me: Me;
  readonly desk: Desk;
  readonly places: Places;
  readonly servers: Servers;
  readonly receive: (news: DiscordNews) => Promise<void>;
};

export function originOf(place: Place, channel: string): Origin {
  const guild = place.kind === "direct" ? null : place.guild;
  return { guild, channel, isThread: place.kind === "thread" };
}

/** What wants to rest for longer does not hold up what else is looked through. */
const mostRestMs = 30_000;

/** Nobody waits for it: where Discord wants to be asked later, it is. What it does not show is not there. */
export async function ask<Value>(web: Web, route: `/${string}`, shape: z.ZodType<Value>, query?: URLSearchParams): Promise<Value | null> {
  for (;;) {
    const answer: Replied<Value> = await web.call("GET", route, query === undefined ? {} : { query }, shape);
    if (answer.kind === "ok") return answer.value;
    if (answer.kind === "refused") return null;
    if (answer.afterMs > mostRestMs) throw new Away(`Discord wants no calls of ${route} now`, { afterMs: answer.afterMs });
    await wait(answer.afterMs, undefined, { ref: false });
  }
}
