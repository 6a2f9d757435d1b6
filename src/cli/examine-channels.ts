import { z } from "zod";
import { slackSettingsOf } from "../config/slack.ts";
import { Problem } from "../domain/problem.ts";
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
export function* examineTokens({ config, secrets }: Setup): Generator<Finding> {
  try {
    const slack = slackSettingsOf(config, secrets);
    if (slack === null) yield absent("slack", "SLACK_BOT_TOKEN is not set");
    else yield fine("slack", slack.in.kind === "token" ? "its tokens are set" : "its client and its tokens are set");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [what = "", cure = ""] = error.message.split(": ");
    yield broken("slack", what, `${cure}.`);
  }
  yield secrets.token("DISCORD_TOKEN") === null ? absent("discord", "DISCORD_TOKEN is not set") : fine("discord", "its token is set");
}
