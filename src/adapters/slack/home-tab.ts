import { z } from "zod";
import type { Principal } from "../../domain/principal.ts";
import type { Desk } from "../adapter.ts";
import { renderHome } from "./blocks/home.ts";
import { openPermalinks } from "./permalinks.ts";
import type { Web } from "./web.ts";

/** The home tab of each person. */
export type HomeTab = { show(who: Principal): Promise<void> };

export function openHomeTab(web: Web, desk: Pick<Desk, "homeOf" | "log">, now: () => number = Date.now): HomeTab {
  const permalinks = openPermalinks(web);
  const linkOf = async (ref: string | null) => (ref === null ? null : permalinks.of(ref));
  return {
    show: async (who) => {
      const { approvals, tasks, grants } = await desk.homeOf(who);
      const view = renderHome(
        {
          approvals: await Promise.all(approvals.map(async ({ message, ref }) => ({ message, permalink: await linkOf(ref) }))),
          tasks: await Promise.all(tasks.map(async ({ card, ref }) => ({ card, permalink: await linkOf(ref) }))),
          grants,
        },
        now(),
      );
      const answer = await web.call("views.publish", { user_id: who.id, view }, z.unknown());
      if (answer.kind !== "ok") desk.log.warn({ answer }, "somebody's home tab could not be shown");
    },
  };
}
