import { describe, expect, test } from "vitest";
import { slackManifest } from "../../../src/adapters/slack/manifest.ts";

const socket = { name: "Adjutant", url: null, rotation: false, redirect: null };

describe("the manifest", () => {
  test("by Socket Mode names no address", () => {
    const manifest = slackManifest(socket);
    expect(manifest).toMatchObject({
      settings: { socket_mode_enabled: true, interactivity: { is_enabled: true }, token_rotation_enabled: false },
      features: {
        agent_view: { suggested_prompts: expect.anything() },
        app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
        shortcuts: [{ type: "message", callback_id: "make_task" }],
        slash_commands: [{ command: "/adjutant", should_escape: true }],
      },
    });
    expect(JSON.stringify(manifest)).not.toContain("url");
  });

  test("by HTTP sends everything to one address", () => {
    const manifest = slackManifest({
      ...socket,
      url: "https://bot.example.com/",
      rotation: true,
      redirect: "https://bot.example.com/back",
    });
    const request_url = "https://bot.example.com/slack/events";
    expect(manifest).toMatchObject({
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url },
        interactivity: { request_url },
        token_rotation_enabled: true,
      },
      features: { slash_commands: [{ url: request_url }] },
      oauth_config: { redirect_urls: ["https://bot.example.com/back"] },
    });
  });

  test("subscribes to what is read, and asks for what that takes", () => {
    expect(slackManifest(socket)).toMatchObject({
      oauth_config: {
        scopes: {
          bot: expect.arrayContaining(["app_mentions:read", "assistant:write", "chat:write", "reactions:read", "usergroups:read"]),
        },
      },
      settings: {
        event_subscriptions: {
          bot_events: expect.arrayContaining([
            "app_mention",
            "message.im",
            "message.channels",
            "message.groups",
            "message.mpim",
            "agent_session_stopped",
          ]),
        },
      },
    });
  });

  test("keeps to the lengths Slack takes", () => {
    const text = JSON.stringify(slackManifest({ ...socket, name: "n".repeat(80) }));
    const { display_information, features } = JSON.parse(text);
    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description.length).toBeLessThanOrEqual(140);
    expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(300);
    expect(features.agent_view.suggested_prompts.length).toBeLessThanOrEqual(4);
    expect(features.shortcuts[0].name.length).toBeLessThanOrEqual(24);
  });
});
