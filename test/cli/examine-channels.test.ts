import { describe, expect, onTestFinished, test } from "vitest";
import { examineChannels } from "../../src/cli/examine-channels.ts";
import type { Finding } from "../../src/cli/finding.ts";
import { setUp } from "../../src/setup.ts";
import { type Discord, startDiscord } from "../fixtures/discord/discord.ts";
import { makeHome } from "../fixtures/program.ts";
import { type SlackOptions, startSlack } from "../fixtures/slack/slack.ts";

async function open(options: SlackOptions = {}) {
  const slack = await startSlack(options);
  onTestFinished(slack.close);
  const home = await makeHome();
  const tokens = { SLACK_BOT_TOKEN: slack.team.token(), SLACK_APP_TOKEN: slack.app.appToken };
  const examine = async (more: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> => {
    const found: Finding[] = [];
    const env = { ADJUTANT_HOME: home, HOME: home, SLACK_API_URL: slack.apiUrl, ...tokens, ...more };
    for await (const one of examineChannels(setUp(env, "warn"))) found.push(one);
    return found.filter(({ name }) => name === "slack");
  };
  return { slack, tokens, examine };
}

const brokenOf = (found: readonly Finding[]) => found.filter(({ status }) => status === "broken");

describe("doctor asks Slack", () => {
  test("as whom it lets us in and where, and whether it opens a connection", async () => {
    const { slack, tokens, examine } = await open();
    const found = await examine();
    expect(found.map(({ status, detail }) => [status, detail])).toEqual([
      ["fine", "its tokens are set"],
      ["fine", `we are adjutant in Shop (${slack.team.id})`],
      ["fine", "SLACK_APP_TOKEN opens a connection"],
    ]);
    for (const token of Object.values(tokens)) expect(JSON.stringify(found)).not.toContain(token);
  });

  test("nothing about a socket where requests come signed", async () => {
    const { examine, slack } = await open();
    const found = await examine({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: slack.app.signingSecret });
    expect(found.map(({ status }) => status)).toEqual(["fine", "fine"]);
    expect(slack.calls("apps.connections.open")).toEqual([]);
  });

  test("which scopes are missing, and says the cure", async () => {
    const { examine } = await open({ lacks: { scopes: ["usergroups:read", "files:write"] } });
    expect(brokenOf(await examine())).toEqual([
      {
        name: "slack",
        status: "broken",
        detail: "the app lacks the scopes files:write, usergroups:read",
        cure: expect.stringContaining("install the app again"),
      },
    ]);
  });

  test("tokens that it does not take, without showing them", async () => {
    const { examine } = await open();
    const wrong = { SLACK_BOT_TOKEN: "xoxb-0123456789-wrong", SLACK_APP_TOKEN: "xapp-1-A0OTHER-0123456789-wrong" };
    const found = await examine(wrong);
    expect(brokenOf(found).map(({ detail }) => detail)).toEqual([
      "Slack does not let us in by SLACK_BOT_TOKEN: invalid_auth",
      "SLACK_APP_TOKEN opens no connection: invalid_auth",
    ]);
    expect(brokenOf(found).map(({ cure }) => cure)).toEqual([expect.stringContaining("xoxb-…"), expect.stringContaining("xapp-…")]);
    for (const token of Object.values(wrong)) expect(JSON.stringify(found)).not.toContain(token);
  });

  test("whether the two tokens are of one app", async () => {
    const { examine } = await open();
    const found = brokenOf(await examine({ SLACK_APP_TOKEN: "xapp-1-A0OTHER-0123456789-wrong" }));
    expect(found.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^SLACK_APP_TOKEN is of the app A0OTHER, SLACK_BOT_TOKEN of A0/),
    );
  });

  test("once, and does not wait for ever where it does not answer", async () => {
    const { slack, examine } = await open();
    slack.fault("auth.test", { kind: "hang" });
    slack.fault("apps.connections.open", { kind: "error", status: 500 });
    const found = brokenOf(await examine());
    expect(found.map(({ detail }) => detail)).toEqual([
      "Slack does not let us in by SLACK_BOT_TOKEN: it does not answer",
      "SLACK_APP_TOKEN opens no connection: it does not answer",
    ]);
    for (const { cure } of found) expect(cure).toContain("reaches Slack");
  });
});

describe("doctor asks Discord", () => {
  test.each([
    [
      "a token that it does not take",
      "wrong.token.which-is-long-enough",
      null,
      /^Discord does not let us in by DISCORD_TOKEN/,
      "Set DISCORD_TOKEN",
    ],
    ["an outage", null, "http://127.0.0.1:9/api", /^Discord does not answer/, "reaches Discord"],
  ] as const)("%s has its own cure", async (_, token, apiUrl, what, cure) => {
    const discord = await startDiscord();
    onTestFinished(discord.close);
    const home = await makeHome();
    const env = { ADJUTANT_HOME: home, HOME: home, DISCORD_TOKEN: token ?? discord.token, DISCORD_API_URL: apiUrl ?? discord.apiUrl };
    const found: Finding[] = [];
    for await (const one of examineChannels(setUp(env, "warn"))) found.push(one);
    const [broken] = brokenOf(found);
    expect([broken?.detail, broken?.cure]).toEqual([expect.stringMatching(what), expect.stringContaining(cure)]);
  });

  const examine = async ({ token, apiUrl }: Pick<Discord, "token" | "apiUrl">) => {
    const home = await makeHome();
    const found: Finding[] = [];
    const env = { ADJUTANT_HOME: home, HOME: home, DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl };
    for await (const one of examineChannels(setUp(env, "warn"))) found.push(one);
    return found.filter(({ name }) => name === "discord").slice(1);
  };

  test("whether its gateway greets us, and nobody logs in there", async () => {
    const discord = await startDiscord();
    onTestFinished(discord.close);
    expect((await examine(discord)).map(({ status, detail }) => [status, detail])).toEqual([
      ["fine", expect.stringContaining("logs in as")],
      ["fine", "its gateway answers"],
    ]);
    await discord.until("nobody is connected", () => discord.sockets.length === 0);
  });

  test.each([
    ["cannot be connected to", (discord: Discord) => discord.refuseGateway(), /cannot be connected to/],
    ["is silent", (discord: Discord) => discord.holdGateway(), /does not greet us/],
  ] as const)("a gateway that %s is told, where all else is well", async (_, befall, what) => {
    const discord = await startDiscord();
    onTestFinished(discord.close);
    befall(discord);
    const [login, gateway] = await examine(discord);
    expect([login?.status, gateway?.status]).toEqual(["fine", "broken"]);
    expect([gateway?.detail, gateway?.cure]).toEqual([expect.stringMatching(what), expect.stringContaining("WebSockets")]);
  });
});
