import { Problem } from "../domain/problem.ts";
import type { Config } from "./config.ts";
import type { Secrets } from "./secrets.ts";

/** What an operator set for Slack. */
export type SlackSettings = {
  /** Where: in the workspace of a bot's token, or in every one that installs the app by OAuth. */
  readonly in:
    | { readonly kind: "token"; readonly botToken: string }
    | {
        readonly kind: "installed";
        readonly clientId: string;
        readonly clientSecret: string;
        /** Where OAuth leads back to; null: where the app's own settings say. */
        readonly redirectUrl: string | null;
      };
  /** How news comes: by a socket of ours, or by signed requests. */
  readonly by: { readonly kind: "socket"; readonly appToken: string } | { readonly kind: "webhook"; readonly signingSecret: string };
};

/** Null: Slack is not configured. Variables that do not go together are a Problem("channel"): nobody guesses which was meant. */
export function slackSettingsOf(
  { slackClientId, slackRedirectUrl }: Pick<Config, "slackClientId" | "slackRedirectUrl">,
  { token }: Pick<Secrets, "token">,
): SlackSettings | null {
  const client = clientOf(slackClientId, token("SLACK_CLIENT_SECRET"));
  const place = placeOf(client && { ...client, redirectUrl: checkedRedirect(slackRedirectUrl) }, token("SLACK_BOT_TOKEN"));
  if (place === null) return null;
  const [appToken, signingSecret] = [token("SLACK_APP_TOKEN"), token("SLACK_SIGNING_SECRET")];
  if (appToken !== null) return { in: place, by: { kind: "socket", appToken } };
  if (signingSecret !== null) return { in: place, by: { kind: "webhook", signingSecret } };
  const set = place.kind === "token" ? "SLACK_BOT_TOKEN is" : "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are";
  throw new Problem("channel", `${set} set alone: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) too`);
}

type Client = Pick<Extract<SlackSettings["in"], { kind: "installed" }>, "clientId" | "clientSecret">;

function clientOf(clientId: string | null, clientSecret: string | null): Client | null {
  if (clientId === null && clientSecret === null) return null;
  if (clientId === null) throw new Problem("channel", "SLACK_CLIENT_SECRET is set without SLACK_CLIENT_ID: set both, or neither");
  if (clientSecret === null) throw new Problem("channel", "SLACK_CLIENT_ID is set without SLACK_CLIENT_SECRET: set both, or neither");
  return { clientId, clientSecret };
}

/** It is ours to answer there. */
function checkedRedirect(url: string | null): string | null {
  if (url === null || new URL(url).pathname.endsWith("/slack/oauth_redirect")) return url;
  throw new Problem(
    "channel",
    "SLACK_REDIRECT_URL leads to no page of ours: let it end with /slack/oauth_redirect (https://bot.example.com/slack/oauth_redirect)",
  );
}

function placeOf(client: Omit<Extract<SlackSettings["in"], { kind: "installed" }>, "kind"> | null, botToken: string | null) {
  if (client === null) return botToken === null ? null : ({ kind: "token", botToken } as const);
  if (botToken === null) return { kind: "installed", ...client } as const;
  throw new Problem(
    "channel",
    "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: unset SLACK_BOT_TOKEN to serve every workspace that installs the app, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to serve the one",
  );
}
