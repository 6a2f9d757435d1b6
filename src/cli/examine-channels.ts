import { z } from "zod";
import { ownPocket } from "../domain/purse.ts";
import type { Setup } from "../setup.ts";
import { absent, broken, type Finding, fine } from "./finding.ts";

/** How long a model may take for one word. */
const patienceMs = 60_000;

/** The model, by asking it one tiny question. */
export async function examineModel({ model, config, outbound }: Setup): Promise<Finding> {
  if (model === null) return absent("model", "none: procedures work, free-form requests need one (ADJUTANT_MODEL, OPENAI_BASE_URL)");
  const { result } = await model.paidFrom(ownPocket).ask({
    purpose: "summary",
    schema: z.object({ headline: z.string() }),
    messages: [
      { role: "system", content: 'Reply with JSON: {"headline": "ready"}.' },
      { role: "user", content: "Are you there?" },
    ],
    signal: AbortSignal.timeout(patienceMs),
  });
  const name = `${model.name} at ${config.model?.baseUrl ?? "its usual address"}`;
  return result.ok ? fine("model", `${name} answers`) : broken("model", `${name}: ${outbound.line(result.fault.message, 400)}`);
}

/** Which channels have what they need to be served. */
export async function* examineTokens({ secrets, config }: Setup): AsyncGenerator<Finding> {
  const slack = secrets.token("SLACK_BOT_TOKEN");
  const way = secrets.token("SLACK_APP_TOKEN") ?? secrets.token("SLACK_SIGNING_SECRET");
  if (slack === null) yield absent("slack", "SLACK_BOT_TOKEN is not set");
  else if (way === null)
    yield broken("slack", "SLACK_BOT_TOKEN is set alone", "Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).");
  else yield fine("slack", "its tokens are set");
  const discord = secrets.token("DISCORD_TOKEN");
  yield discord === null ? absent("discord", "DISCORD_TOKEN is not set") : await examineDiscord(discord, config.discordApiUrl);
}

/** Whether Discord lets us in, and what it shows us. */
async function examineDiscord(token: string, apiUrl: string | null): Promise<Finding> {
  try {
    const { askDiscord } = await import("../adapters/discord/self.ts");
    const { name, seesAll } = await askDiscord(token, apiUrl);
    const seen = {
      yes: "all messages of its threads are seen (message content intent)",
      no: "without the message content intent: in servers people mention it, or reply to it, each time",
      unknown: "whether it has the message content intent is not said",
    };
    return fine("discord", `logs in as ${name}; ${seen[seesAll === null ? "unknown" : seesAll ? "yes" : "no"]}`);
  } catch (error) {
    return broken("discord", error instanceof Error ? error.message : String(error));
  }
}
