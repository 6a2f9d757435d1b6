import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { Web } from "./web.ts";

/** Who we are in a workspace; the app as its events name it. */
export type Self = { readonly user: string; readonly team: string; readonly app: string };

const AuthTest = z.object({ user_id: z.string(), team_id: z.string(), bot_id: z.string() });
const BotInfo = z.object({ bot: z.object({ app_id: z.string() }) });

/** Asks Slack. A token that it does not take is a Problem. */
export async function whoAmI(web: Web): Promise<Self> {
  const answer = await web.call("auth.test", {}, AuthTest).catch((error: unknown) => {
    throw new Problem("channel", `Slack does not answer: ${error instanceof Error ? error.message : String(error)}`, error);
  });
  if (answer.kind === "ok") {
    const bot = await web.call("bots.info", { bot: answer.value.bot_id }, BotInfo);
    if (bot.kind !== "ok")
      throw new Problem(
        "channel",
        "Slack does not say which app SLACK_BOT_TOKEN belongs to (bots.info): give the app the scope users:read",
      );
    return { user: answer.value.user_id, team: answer.value.team_id, app: bot.value.bot.app_id };
  }
  const why = answer.why ?? "too many calls";
  throw new Problem("channel", `Slack does not let us in by SLACK_BOT_TOKEN: ${why}`);
}
