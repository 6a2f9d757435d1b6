import { z } from "zod";
import type { Examined } from "../adapter.ts";
import type { Answer } from "../answer.ts";
import { botScopes } from "./manifest.ts";
import { appOf } from "./self.ts";
import { openWeb, type Web } from "./web.ts";

const AuthTest = z.object({
  user: z.string().nullish(),
  user_id: z.string(),
  team: z.string().nullish(),
  team_id: z.string(),
  bot_id: z.string().nullish(),
  /** The client adds what the header `x-oauth-scopes` says. */
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).nullish(),
});
const BotInfo = z.object({ bot: z.object({ app_id: z.string() }) });
const Opened = z.object({ url: z.string() });

/** What can be asked of: null where it is not set. */
export type SlackTokens = { readonly botToken: string | null; readonly appToken: string | null; readonly apiUrl: string | null };

/** What Slack says of the tokens that an operator set. Every call is bounded in time; no token is in what is said. */
export async function* examineSlack({ botToken, appToken, apiUrl }: SlackTokens): AsyncGenerator<Examined> {
  if (botToken !== null) yield* examineBot(openWeb(botToken, apiUrl), appToken);
  if (appToken !== null) yield await examineSocket(openWeb(appToken, apiUrl));
}

async function* examineBot(web: Web, appToken: string | null): AsyncGenerator<Examined> {
  const answer = await web.call("auth.test", {}, AuthTest).catch(away);
  if (answer.kind !== "ok") {
    const cure = isAway(answer) ? network : "Copy the Bot User OAuth Token (xoxb-…) from the app's page OAuth & Permissions.";
    yield { ok: false, what: `Slack does not let us in by SLACK_BOT_TOKEN: ${wordOf(answer)}`, cure };
    return;
  }
  const { user, user_id, team, team_id, bot_id, response_metadata } = answer.value;
  yield { ok: true, what: `we are ${user ?? user_id} in ${team ?? "the workspace"} (${team_id})`, cure: null };
  yield* examineScopes(response_metadata?.scopes);
  yield* await examineApp(web, bot_id ?? null, appToken);
}

/** What the app was not allowed of what its manifest asks for. Where Slack does not say what it was, nothing is missing. */
function* examineScopes(given: readonly string[] = botScopes): Generator<Examined> {
  const missing = botScopes.filter((scope) => !given.includes(scope));
  if (missing.length === 0) return;
  const cure =
    "Add them on the app's page OAuth & Permissions (or paste `adjutant slack manifest` as its manifest), and install the app again.";
  yield { ok: false, what: `the app lacks the ${missing.length === 1 ? "scope" : "scopes"} ${missing.join(", ")}`, cure };
}

/** Two tokens of two apps look well each by itself, and nothing that is said to the one is heard by the other. */
async function examineApp(web: Web, bot: string | null, appToken: string | null): Promise<readonly Examined[]> {
  const other = appOf(appToken);
  if (other === null || bot === null) return [];
  const found = await web.call("bots.info", { bot }, BotInfo).catch(away);
  if (found.kind !== "ok" || found.value.bot.app_id === other) return [];
  const what = `SLACK_APP_TOKEN is of the app ${other}, SLACK_BOT_TOKEN of ${found.value.bot.app_id}`;
  return [{ ok: false, what, cure: "Take both tokens from the pages of the same app." }];
}

async function examineSocket(web: Web): Promise<Examined> {
  const answer = await web.call("apps.connections.open", {}, Opened).catch(away);
  if (answer.kind === "ok") return { ok: true, what: "SLACK_APP_TOKEN opens a connection", cure: null };
  const cure = isAway(answer)
    ? network
    : "Make an app-level token (xapp-…) with the scope connections:write on the app's page Basic Information, and enable Socket Mode.";
  return { ok: false, what: `SLACK_APP_TOKEN opens no connection: ${wordOf(answer)}`, cure };
}

const network = "Look whether this machine reaches Slack (SLACK_API_URL, if it is set), and try again.";
const noAnswer = "it does not answer";

function away(): Answer<never> {
  return { kind: "refused", why: noAnswer };
}

type Lost = Exclude<Answer<unknown>, { kind: "ok" }>;

function isAway(answer: Lost): boolean {
  return answer.why === noAnswer || (answer.kind === "later" && answer.why === undefined);
}

function wordOf({ why = "too many calls" }: Lost): string {
  return why;
}
