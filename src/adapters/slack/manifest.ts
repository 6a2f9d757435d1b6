import type { Json } from "../../domain/json.ts";
import { makeTask } from "./action.ts";

export type ManifestOptions = {
  /** As people see it, at most 35 characters. */
  readonly name: string;
  /** Where Slack reaches this process, without a path (`https://bot.example.com`); null: by Socket Mode. */
  readonly url: string | null;
  /** Tokens that expire after twelve hours; only for installing by OAuth. */
  readonly rotation: boolean;
  /** Where OAuth leads back to; null: the app is installed from its own page. */
  readonly redirect: string | null;
};

/** Where Slack leads whoever allowed the app in back to. */
export const redirectPath = "/slack/oauth_redirect";

/** The path of everything that Slack sends. */
const requestPath = "/slack/events";

/**
 * The app's manifest, to be pasted where Slack creates an app (platforms.md: 3.5). A JSON value, because web-api's own type
 * knows neither the scope `assistant:write` nor the event `agent_session_stopped`.
 */
export function slackManifest(options: ManifestOptions): Json {
  const { name, redirect } = options;
  const requestUrl = options.url === null ? {} : { request_url: urlOf(options.url) };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: name.slice(0, 35),
      description: "Asks, plans, gets approval, does the work in a sandbox, checks it and reports.",
    },
    features: featuresOf(options),
    oauth_config: { ...(redirect === null ? {} : { redirect_urls: [redirect] }), scopes: { bot: [...botScopes] } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: [...events] },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: redirect !== null,
      socket_mode_enabled: options.url === null,
      token_rotation_enabled: options.rotation,
    },
  };
}

function urlOf(url: string): string {
  return `${url.replace(/\/+$/, "")}${requestPath}`;
}

function featuresOf({ name, url }: ManifestOptions): { readonly [key: string]: Json } {
  const command = {
    command: "/adjutant",
    description: "Ask for work, or steer it",
    usage_hint: "status | tasks | help | what to do",
    should_escape: true,
  };
  return {
    agent_view: {
      agent_description:
        "Describe a piece of work. I ask what decides the plan, post the plan for approval, do it in a sandbox, check it and report back here.",
      suggested_prompts: [
        { title: "Check a repository", message: "Check the health of this repository" },
        { title: "My tasks", message: "tasks" },
        { title: "What can you do?", message: "help" },
      ],
    },
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: name.slice(0, 35), always_online: true },
    shortcuts: [
      { name: "Make this a task", type: "message", callback_id: makeTask, description: "Takes the message and its thread as the request" },
    ],
    slash_commands: [url === null ? command : { ...command, url: urlOf(url) }],
  };
}

/** `channels:read` and `groups:read` tell rooms apart, `usergroups:read` says who is in a group that approves. */
export const botScopes = [
  "app_mentions:read",
  "assistant:write",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "mpim:history",
  "mpim:read",
  "reactions:read",
  "reactions:write",
  "usergroups:read",
  "users:read",
] as const;

const events = [
  "agent_session_stopped",
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "message.channels",
  "message.groups",
  "message.im",
  "message.mpim",
  "reaction_added",
  "reaction_removed",
  "subteam_members_changed",
  "subteam_updated",
  "tokens_revoked",
] as const;
