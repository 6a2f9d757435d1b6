import { z } from "zod";
import { makeTask } from "../action.ts";
import { Interacting, partiesOf } from "./interaction.ts";
import { type Me, Message } from "./message.ts";
import { ignore, type SlackNews } from "./news.ts";
import { Id, maybe, readAs } from "./schema.ts";
import { readText } from "./text.ts";

const Command = z.object({
  command: z.string().startsWith("/"),
  text: maybe,
  channel_id: Id,
  user_id: Id,
  user_name: maybe,
  team_id: maybe,
  enterprise_id: maybe,
  trigger_id: maybe,
  response_url: maybe,
});

/** `/adjutant …`: every use of it has a trigger of its own, so that is its key. */
export function readCommand(body: unknown, me: Me): SlackNews {
  return readAs(Command, body, (said) => {
    const own = said.trigger_id ?? said.response_url;
    if (own === null) return ignore("not understood: a command that nothing tells from others");
    const from = { app: me.app, team: said.team_id ?? me.team, enterprise: said.enterprise_id };
    return {
      kind: "command",
      key: `slack:command:${from.team}:${own}`,
      from,
      by: { id: said.user_id, name: said.user_name, home: null },
      channel: said.channel_id,
      ...readText(said.text ?? "", me.user),
      trigger: said.trigger_id ?? "",
      responseUrl: said.response_url,
    };
  });
}

const Shortcut = Interacting.extend({
  callback_id: z.string(),
  trigger_id: maybe,
  action_ts: maybe,
  response_url: maybe,
  channel: z.object({ id: Id }),
  message: Message,
});

/** "Make this a task" of a message's menu. Whose message it is does not matter: who chose it asks. */
export function readShortcut(body: unknown, me: Me): SlackNews {
  return readAs(Shortcut, body, ({ callback_id, trigger_id, action_ts, response_url, channel, message, ...rest }) => {
    if (callback_id !== makeTask) return ignore(`not understood: the shortcut ${callback_id.slice(0, 80)}`);
    const { from, by } = partiesOf(rest, me);
    const { ts, thread_ts, user, files } = message;
    const said = { channel: channel.id, ts, thread: thread_ts ?? ts, ...readText(message.text, me.user), files };
    const key = `slack:shortcut:${from.team}:${channel.id}:${ts}:${action_ts ?? trigger_id ?? ""}:${by.id}`;
    return { kind: "shortcut", key, from, by, about: { ...said, author: user }, trigger: trigger_id ?? "", responseUrl: response_url };
  });
}
