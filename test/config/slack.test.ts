import { describe, expect, test } from "vitest";
import { readSecrets } from "../../src/config/secrets.ts";
import { slackSettingsOf } from "../../src/config/slack.ts";

const settings = ({ SLACK_CLIENT_ID, SLACK_REDIRECT_URL, ...env }: Readonly<Record<string, string>>) =>
  slackSettingsOf({ slackClientId: SLACK_CLIENT_ID ?? null, slackRedirectUrl: SLACK_REDIRECT_URL ?? null }, readSecrets(env));
const [bot, app, signing] = [{ SLACK_BOT_TOKEN: "xoxb-1" }, { SLACK_APP_TOKEN: "xapp-1" }, { SLACK_SIGNING_SECRET: "s1" }];
const client = { SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "c1" };

describe("what is set for Slack", () => {
  test.each([
    [{}, null],
    [app, null],
    [
      { ...bot, ...app },
      { in: { kind: "token", botToken: "xoxb-1" }, by: { kind: "socket", appToken: "xapp-1" } },
    ],
    [
      { ...bot, ...signing },
      { in: { kind: "token", botToken: "xoxb-1" }, by: { kind: "webhook", signingSecret: "s1" } },
    ],
    [
      { ...client, ...app },
      { in: { kind: "installed", clientId: "1.2", clientSecret: "c1", redirectUrl: null }, by: { kind: "socket", appToken: "xapp-1" } },
    ],
    [
      { ...client, ...signing },
      { in: { kind: "installed", clientId: "1.2", clientSecret: "c1", redirectUrl: null }, by: { kind: "webhook", signingSecret: "s1" } },
    ],
  ] as const)("%j is one workspace by its token, or many by OAuth", (env, expected) => {
    expect(settings(env)).toEqual(expected);
  });

  test.each([
    [
      { ...client, ...app, SLACK_REDIRECT_URL: "https://bot.example.com/back" },
      expect.stringContaining("let it end with /slack/oauth_redirect"),
    ],
    [bot, "SLACK_BOT_TOKEN is set alone: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) too"],
    [client, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set alone: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) too"],
    [{ ...app, SLACK_CLIENT_ID: "1.2" }, "SLACK_CLIENT_ID is set without SLACK_CLIENT_SECRET: set both, or neither"],
    [{ ...app, SLACK_CLIENT_SECRET: "c1" }, "SLACK_CLIENT_SECRET is set without SLACK_CLIENT_ID: set both, or neither"],
    [{ ...app, ...bot, ...client }, expect.stringMatching(/^SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set: unset SLACK_BOT_TOKEN /)],
  ] as const)("%j is told in one line with its cure", (env, message) => {
    expect(() => settings(env)).toThrow(expect.objectContaining({ name: "Problem", message }));
  });
});
