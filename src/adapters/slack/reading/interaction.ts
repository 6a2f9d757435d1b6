import { z } from "zod";
import type { Pressed } from "../../acting.ts";
import { Approval, Grant, Task } from "../../ids.ts";
import { actions } from "../action.ts";
import type { Me } from "./message.ts";
import { type Actor, ignore, type Origin, type SlackNews } from "./news.ts";
import { Choice, Id, maybe, maybeTs, readAs, Ts } from "./schema.ts";

/** What all interactions have: who, and from which installation. On Enterprise Grid `team` may be null. */
export const Interacting = z.object({
  team: z.object({ id: Id }).nullish(),
  enterprise: z.object({ id: Id }).nullish(),
  user: z.object({ id: Id, name: maybe, username: maybe, team_id: maybe }),
});

/** The installation and the person of an interaction. */
export function partiesOf({ team, enterprise, user }: z.output<typeof Interacting>, me: Me): { readonly from: Origin; readonly by: Actor } {
  const from = { app: me.app, team: team?.id ?? user.team_id ?? enterprise?.id ?? me.team, enterprise: enterprise?.id ?? null };
  return { from, by: { id: user.id, name: user.name ?? user.username, home: user.team_id } };
}

const Press = Interacting.extend({
  trigger_id: maybe,
  response_url: maybe,
  channel: z.object({ id: Id }).nullish(),
  message: z.object({ ts: Ts, thread_ts: maybeTs }).nullish(),
  view: z.object({ id: Id }).nullish(),
  container: z.object({ message_ts: maybeTs, channel_id: maybe, thread_ts: maybeTs }).nullish(),
  actions: z.array(z.unknown()).min(1),
});

const Action = z.object({
  action_id: z.string(),
  action_ts: maybe,
  value: maybe,
  selected_option: z.object({ value: z.string() }).nullish(),
});

/** A button was pressed, or something chosen of a list, in a message or on the home tab. */
export function readPress(body: unknown, me: Me): SlackNews {
  return readAs(Press, body, (press) =>
    readAs(Action, press.actions[0], ({ action_id, action_ts, value, selected_option }) => {
      const meant = selected_option?.value ?? value ?? "";
      const pressed = meaningOf(action_id, meant);
      if (typeof pressed === "string") return ignore(pressed);
      const { from, by } = partiesOf(press, me);
      const place = placeOf(press);
      const trigger = press.trigger_id ?? "";
      const at = `${place.channel ?? place.view ?? ""}:${place.message ?? ""}:${action_ts ?? trigger}`;
      const key = `slack:press:${from.team}:${at}:${by.id}:${action_id}:${meant}`;
      return { kind: "pressed", key, from, by, pressed, ...place, trigger, responseUrl: press.response_url };
    }),
  );
}

/** Of a message that only one person sees, the container alone knows where it is. */
function placeOf({
  channel,
  message,
  view,
  container,
}: z.output<typeof Press>): Pick<PressNews, "channel" | "message" | "thread" | "view"> {
  const shown = { channel_id: null, message_ts: null, thread_ts: null, ...container };
  return {
    channel: channel?.id ?? shown.channel_id,
    message: message?.ts ?? shown.message_ts ?? null,
    thread: message?.thread_ts ?? shown.thread_ts ?? null,
    view: view?.id ?? null,
  };
}

type PressNews = Extract<SlackNews, { kind: "pressed" }>;
type Meaning = z.ZodType<Pressed>;

const decides = (verb: "approve" | "reject"): Meaning => Approval.transform((approval) => ({ does: "decide", verb, approval }) as const);
const commands = (command: "cancel" | "pause" | "resume" | "proceed"): Meaning =>
  Task.transform((task) => ({ does: "command", command, task }) as const);

/** What each action means, by how its value is read. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [actions.approve, decides("approve")],
  [actions.reject, decides("reject")],
  [actions.change, Approval.transform((approval) => ({ does: "change", approval }) as const)],
  [actions.answer, Task.transform((task) => ({ does: "answer", task }) as const)],
  [actions.choose, Choice.transform(([task, question, place]) => ({ does: "choose", task, question, place }) as const)],
  [actions.proceed, commands("proceed")],
  [actions.stop, commands("cancel")],
  [actions.pause, commands("pause")],
  [actions.resume, commands("resume")],
  [actions.retry, Task.transform((task) => ({ does: "retry", task }) as const)],
  [actions.revoke, Grant.transform((grant) => ({ does: "revoke", grant }) as const)],
]);

function meaningOf(action: string, value: string): Pressed | string {
  const name = action.replace(/-\d+$/, "");
  if (name === actions.open) return "a link was followed";
  const meaning = meanings.get(name)?.safeParse(value);
  return meaning?.data ?? `not understood: the button ${name.slice(0, 80)}`;
}
