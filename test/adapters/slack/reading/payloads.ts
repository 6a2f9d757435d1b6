/** Payloads in the shapes Slack sends them (docs.slack.dev: events, interaction payloads), with fields nobody reads left in. */

export const me = { user: "UBOT", team: "T1", app: "A1" };

/** An Events API envelope. */
export function envelope(event: object, more: object = {}): object {
  return {
    token: "verification",
    team_id: "T1",
    context_team_id: "T1",
    context_enterprise_id: null,
    api_app_id: "A1",
    event,
    type: "event_callback",
    event_id: "Ev1",
    event_time: 1_763_000_000,
    authorizations: [{ enterprise_id: null, team_id: "T1", user_id: "UBOT", is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event_context: "4-abc",
    ...more,
  };
}

export const mention = {
  type: "app_mention",
  user: "U1",
  ts: "1763000000.000100",
  client_msg_id: "c1",
  text: "<@UBOT> make the nightly export faster",
  team: "T1",
  blocks: [{ type: "rich_text", block_id: "b", elements: [] }],
  channel: "C1",
  event_ts: "1763000000.000100",
};

/** What comes beside the mention, with an event id of its own. */
export const twin = { ...mention, type: "message", channel_type: "channel" };

export const direct = {
  type: "message",
  user: "U1",
  ts: "1763000001.000100",
  text: "hello",
  team: "T1",
  channel: "D1",
  event_ts: "1763000001.000100",
  channel_type: "im",
};

export const reply = {
  ...twin,
  ts: "1763000002.000100",
  text: "orders. 15 minutes would do",
  thread_ts: "1763000000.000100",
  parent_user_id: "U1",
};

export const reaction = {
  type: "reaction_added",
  user: "U2",
  reaction: "white_check_mark",
  item_user: "UBOT",
  item: { type: "message", channel: "C1", ts: "1763000003.000100" },
  event_ts: "1763000004.000100",
};

const interaction = {
  team: { id: "T1", domain: "acme" },
  enterprise: null,
  user: { id: "U1", username: "mia", name: "mia", team_id: "T1" },
  api_app_id: "A1",
  token: "verification",
  trigger_id: "13345224609.738474920.8088930838d88f008e0",
  is_enterprise_install: false,
};

/** A button of a message. */
export function press(action: object, more: object = {}): object {
  return {
    type: "block_actions",
    ...interaction,
    container: { type: "message", message_ts: "1763000003.000100", channel_id: "C1", is_ephemeral: false, thread_ts: "1763000000.000100" },
    channel: { id: "C1", name: "shop" },
    message: {
      type: "message",
      user: "UBOT",
      bot_id: "B1",
      ts: "1763000003.000100",
      thread_ts: "1763000000.000100",
      text: "…",
      blocks: [],
    },
    state: { values: {} },
    response_url: "https://hooks.slack.com/actions/T1/1/x",
    actions: [
      {
        type: "button",
        block_id: "b1",
        action_ts: "1763000005.123456",
        text: { type: "plain_text", text: "Approve", emoji: false },
        ...action,
      },
    ],
    ...more,
  };
}

export function submission(callback_id: string, private_metadata: string, values: object): object {
  const view = {
    id: "V1",
    team_id: "T1",
    type: "modal",
    callback_id,
    private_metadata,
    hash: "h",
    state: { values },
    blocks: [],
    root_view_id: "V1",
  };
  return { type: "view_submission", ...interaction, view, response_urls: [] };
}

export const command = {
  token: "verification",
  team_id: "T1",
  team_domain: "acme",
  channel_id: "C1",
  channel_name: "shop",
  user_id: "U1",
  user_name: "mia",
  command: "/adjutant",
  text: "assign <@U3|jon>",
  api_app_id: "A1",
  is_enterprise_install: "false",
  response_url: "https://hooks.slack.com/commands/T1/1/x",
  trigger_id: "13345224609.738474920.8088930838d88f008e0",
};

export const shortcut = {
  type: "message_action",
  ...interaction,
  callback_id: "make_task",
  action_ts: "1763000006.000100",
  message_ts: "1763000007.000100",
  response_url: "https://hooks.slack.com/app/T1/1/x",
  channel: { id: "C1", name: "shop" },
  message: {
    type: "message",
    user: "U9",
    ts: "1763000007.000100",
    thread_ts: "1763000000.000100",
    text: "the export &amp; more is slow",
    team: "T1",
  },
};
