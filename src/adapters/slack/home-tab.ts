import { z } from "zod";
import type { Principal } from "../../domain/principal.ts";
import type { Desk } from "../adapter.ts";
import { renderHome } from "./blocks/home.ts";
import type { Web } from "./web.ts";

/** The home tab of each person. */
export type HomeTab = { show(who: Principal): Promise<void> };

const Permalink = z.object({ permalink: z.string() });

export function openHomeTab(web: Web, desk: Pick<Desk, "homeOf" | "log">, now: () => number = Date.now): HomeTab {
  const linkOf = async (ref: string | null): Promise<string | null> => {
    if (ref === null) return null;
    const [channel, message_ts] = ref.split("/");
    const answer = await web.call("chat.getPermalink", { channel, message_ts }, Permalink);
    return answer.kind === "ok" ? answer.value.permalink : null;
  };
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
