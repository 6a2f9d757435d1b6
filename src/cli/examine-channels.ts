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

/** Which channels have what they need to be served, and what their platforms say of it. */
export async function* examineChannels(setup: Setup): AsyncGenerator<Finding> {
  const { outbound, secrets } = setup;
  const slack = examineSlackSettings(setup);
  yield slack;
  const isDiscord = secrets.token("DISCORD_TOKEN") !== null;
  yield isDiscord ? fine("discord", "its token is set") : absent("discord", "DISCORD_TOKEN is not set");
  if (slack.status !== "fine" && !isDiscord) return;
  for await (const { channel, ok, what, cure } of setup.channels())
    if (channel !== "slack" || slack.status === "fine")
      yield ok ? fine(channel, outbound.line(what, 400)) : broken(channel, outbound.line(what, 400), cure);
}

function examineSlackSettings({ config, secrets }: Setup): Finding {
  try {
    const slack = slackSettingsOf(config, secrets);
    if (slack === null) return absent("slack", "SLACK_BOT_TOKEN is not set");
    return fine("slack", slack.in.kind === "token" ? "its tokens are set" : "its client and its tokens are set");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [what = "", cure = ""] = error.message.split(": ");
    return broken("slack", what, `${cure}.`);
  }
}
