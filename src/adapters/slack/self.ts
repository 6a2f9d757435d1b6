import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { type Answer, Away } from "../answer.ts";
import { type Patience, patiently } from "../patience.ts";
import type { Web } from "./web.ts";

/** Who we are in a workspace. `app` is a part of every message's key; empty where nobody says it. */
export type Self = { readonly user: string; readonly team: string; readonly app: string };

const AuthTest = z.object({ user_id: z.string(), team_id: z.string(), bot_id: z.string().nullish(), app_id: z.string().nullish() });
const BotInfo = z.object({ bot: z.object({ app_id: z.string() }) });

/** Asks Slack, however long it is away. A token that it does not take is a Problem. `appToken`: of Socket Mode; it names its app. */
export async function whoAmI(web: Web, appToken: string | null, patience: Patience): Promise<Self> {
  const answer = await askPatiently(() => web.call("auth.test", {}, AuthTest), patience);
  if (answer.kind !== "ok") throw new Problem("channel", `Slack does not let us in by SLACK_BOT_TOKEN: ${answer.why}`);
  const { user_id: user, team_id: team, bot_id: bot, app_id } = answer.value;
  return { user, team, app: appOf(appToken) ?? app_id ?? (await askApp(web, bot ?? null, patience)) };
}

/** `xapp-1-A012ABCD-…`: the app that the token is of. */
export function appOf(appToken: string | null): string | null {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? "")?.[1] ?? null;
}

/** A refusal is the same the next time: the app has no name then. Whoever cannot be asked now may say it later, and keys do not change. */
async function askApp(web: Web, bot: string | null, patience: Patience): Promise<string> {
  if (bot === null) return "";
  const found = await askPatiently(() => web.call("bots.info", { bot }, BotInfo), patience);
  if (found.kind === "later") throw new Problem("channel", `Slack does not say which app SLACK_BOT_TOKEN is of: ${found.why}`);
  return found.kind === "ok" ? found.value.bot.app_id : "";
}

/** What Slack says, and not that it says it later: but for a token that is not good, which stays so. */
function askPatiently<Value>(ask: () => Promise<Answer<Value>>, patience: Patience): Promise<Answer<Value>> {
  return patiently(async () => {
    const answer = await ask();
    if (answer.kind !== "later" || answer.why !== undefined) return answer;
    throw new Away("Slack wants no calls now", { afterMs: answer.afterMs });
  }, patience);
}
