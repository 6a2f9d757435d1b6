import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShell, type Shell } from "./shell.ts";

let shell: Shell;
beforeAll(async () => {
  shell = await openShell();
});
afterAll(() => shell.remove());

const manifest = (...args: readonly string[]) => shell.adjutant(["slack", "manifest", ...args]);

describe("`slack manifest`", () => {
  test("for many workspaces leads back to our page, and has tokens that expire", async () => {
    const url = "https://bot.example.com";
    const { code, stdout } = await manifest("--many", "--url", `${url}/`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      oauth_config: { redirect_urls: [`${url}/slack/oauth_redirect`] },
      settings: {
        token_rotation_enabled: true,
        socket_mode_enabled: false,
        org_deploy_enabled: true,
        event_subscriptions: { request_url: `${url}/slack/events` },
      },
    });
    const bySocket = JSON.parse((await manifest("--many", "--socket", "--url", url)).stdout);
    expect(bySocket).toMatchObject({
      oauth_config: { redirect_urls: [`${url}/slack/oauth_redirect`] },
      settings: { socket_mode_enabled: true },
    });
    expect(JSON.stringify(bySocket)).not.toContain("/slack/events");
  });

  test("for one is as it was: no page to lead back to, and a token that stays", async () => {
    const made = JSON.parse((await manifest()).stdout);
    expect(made.oauth_config.redirect_urls).toBeUndefined();
    expect(made.settings).toMatchObject({ token_rotation_enabled: false, org_deploy_enabled: false });
  });

  test.each([
    [["--many"], "adjutant: --many: people are sent back to a page of ours; say where with --url https://bot.example.com.\n"],
    [["--socket"], "adjutant: --socket: without --many leave --url out, and the app uses Socket Mode.\n"],
  ])("%j is refused with the cure", async (args, stderr) => {
    expect(await manifest(...args)).toMatchObject({ code: 2, stdout: "", stderr });
  });
});
