import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import { type Answer, Away } from "../answer.ts";
import type { Web } from "./web.ts";

/** Who we are in a workspace. `app` is a part of every message's key; empty where nobody says it. */
export type Self = { readonly user: string; readonly team: string; readonly app: string };

const AuthTest = z.object({ user_id: z.string(), team_id: z.string(), bot_id: z.string().nullish(), app_id: z.string().nullish() });
const BotInfo = z.object({ bot: z.object({ app_id: z.string() }) });

/** After these it is asked again, where Slack does not answer: what ends by itself is no reason not to begin. In milliseconds. */
const pausesMs = [1_000, 5_000, 15_000] as const;
/** Slack may want to be left alone for longer than anybody waits who begins. */
const longestMs = 60_000;

/** Asks Slack. A token that it does not take is a Problem. `appToken`: of Socket Mode; it names its app. */
export async function whoAmI(web: Web, appToken: string | null): Promise<Self> {
  const answer = await patiently(() => web.call("auth.test", {}, AuthTest)).catch((error: unknown) => {
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
  const found = await patiently(() => web.call("bots.info", { bot }, BotInfo)).catch((error: unknown) => {
    throw new Problem("channel", `Slack does not say now which app SLACK_BOT_TOKEN is of: ${sayAway(error)}; start again`, error);
  });
  if (found.kind === "later")
    throw new Problem("channel", "Slack does not say now which app SLACK_BOT_TOKEN is of (bots.info); start again");
  return found.kind === "ok" ? found.value.bot.app_id : "";
}

function sayAway(error: unknown): string {
  return error instanceof Away ? error.message : String(error);
}

async function patiently<Value>(ask: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
  for (const pauseMs of pausesMs) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof Away) return null;
      throw error;
    });
    // A token that is not good stays so.
    if (answer !== null && (answer.kind !== "later" || answer.why !== undefined)) return answer;
    await setTimeout(answer === null ? pauseMs : Math.min(answer.afterMs, longestMs));
  }
  return ask();
}
