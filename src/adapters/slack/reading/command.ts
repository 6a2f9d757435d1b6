import { z } from "zod";
import { makeTask } from "../action.ts";
import { Interacting, partiesOf } from "./interaction.ts";
import { type Me, Message } from "./message.ts";
import { ignore, type SlackNews } from "./news.ts";
import { Id, maybe, readAs, Ts } from "./schema.ts";
import { readText } from "./text.ts";

const Command = z.object({
  command: z.string().startsWith("/"),
  text: maybe,
  channel_id: Id,
  user_id: Id,
  user_name: maybe,
  team_id: Id,
  api_app_id: maybe,
  enterprise_id: maybe,
  trigger_id: Id,
  response_url: maybe,
});

/** `/adjutant …`: every use of it has a trigger of its own, so that is its key. */
export function readCommand(body: unknown, me: Me): SlackNews {
  return readAs(Command, body, (said) => ({
    kind: "command",
    key: `slack:command:${said.team_id}:${said.trigger_id}`,
    from: { app: said.api_app_id ?? "", team: said.team_id, enterprise: said.enterprise_id },
    by: { id: said.user_id, name: said.user_name, home: null },
    channel: said.channel_id,
    ...readText(said.text ?? "", me.user),
    trigger: said.trigger_id,
    responseUrl: said.response_url,
  }));
}

const Shortcut = Interacting.extend({
  callback_id: z.string(),
  trigger_id: Id,
  action_ts: Ts.nullish(),
  response_url: maybe,
  channel: z.object({ id: Id }),
  message: Message,
});

/** "Make this a task" of a message's menu. Whose message it is does not matter: who chose it asks. */
export function readShortcut(body: unknown, me: Me): SlackNews {
  return readAs(Shortcut, body, ({ callback_id, trigger_id, action_ts, response_url, channel, message, ...rest }) => {
    if (callback_id !== makeTask) return ignore(`not understood: the shortcut ${callback_id.slice(0, 80)}`);
    const { from, by } = partiesOf(rest);
    const { ts, thread_ts, user, files } = message;
    const said = { channel: channel.id, ts, thread: thread_ts ?? ts, ...readText(message.text, me.user), files };
    const key = `slack:shortcut:${from.team}:${channel.id}:${ts}:${action_ts ?? trigger_id}:${by.id}`;
    return { kind: "shortcut", key, from, by, about: { ...said, author: user }, trigger: trigger_id, responseUrl: response_url };
  });
}
