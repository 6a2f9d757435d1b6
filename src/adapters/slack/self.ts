import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { Away, type Web } from "./web.ts";

/** Who we are in a workspace. `app` is a part of every message's key; empty where nobody says it. */
export type Self = { readonly user: string; readonly team: string; readonly app: string };

const AuthTest = z.object({ user_id: z.string(), team_id: z.string(), bot_id: z.string().nullish(), app_id: z.string().nullish() });
const BotInfo = z.object({ bot: z.object({ app_id: z.string() }) });

/** Asks Slack. A token that it does not take is a Problem. `appToken`: of Socket Mode; it names its app. */
export async function whoAmI(web: Web, appToken: string | null): Promise<Self> {
  const answer = await web.call("auth.test", {}, AuthTest).catch((error: unknown) => {
    throw new Problem("channel", `Slack does not answer: ${error instanceof Error ? error.message : String(error)}`, error);
  });
  if (answer.kind !== "ok") throw new Problem("channel", `Slack does not let us in by SLACK_BOT_TOKEN: ${answer.why ?? "too many calls"}`);
  const { user_id: user, team_id: team, bot_id: bot, app_id } = answer.value;
  return { user, team, app: appOf(appToken) ?? app_id ?? (await askApp(web, bot ?? null)) };
}

/** `xapp-1-A012ABCD-…`: the app that the token is of. */
export function appOf(appToken: string | null): string | null {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? "")?.[1] ?? null;
}

/** A refusal is the same the next time: the app has no name then. Whoever cannot be asked now may say it later, and keys do not change. */
async function askApp(web: Web, bot: string | null): Promise<string> {
  if (bot === null) return "";
  const found = await web.call("bots.info", { bot }, BotInfo).catch((error: unknown) => {
    throw new Problem("channel", `Slack does not say now which app SLACK_BOT_TOKEN is of: ${sayAway(error)}; start again`, error);
  });
  if (found.kind === "later")
    throw new Problem("channel", "Slack does not say now which app SLACK_BOT_TOKEN is of (bots.info); start again");
  return found.kind === "ok" ? found.value.bot.app_id : "";
}

function sayAway(error: unknown): string {
  return error instanceof Away ? error.message : String(error);
}
