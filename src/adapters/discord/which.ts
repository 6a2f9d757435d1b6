import { z } from "zod";
import type { TaskId } from "../../domain/id.ts";
import type { OpenTask } from "../adapter.ts";
import { Away } from "../answer.ts";
import { readCustomId } from "./action.ts";
import { renderWhich } from "./look/which.ts";
import { renderWords } from "./look/words.ts";
import { onceAs } from "./marks.ts";
import { readHistory } from "./reading/message.ts";
import type { DiscordNews } from "./reading/news.ts";
import { flags } from "./replies.ts";
import type { Replied, Web } from "./web.ts";

/**
 * Asks for which of several tasks somebody's words are. Nothing of it is remembered: each button carries a task and the message, which
 * is read again once it is known (platforms.md: 2, complaint 15).
 */
export type Which = {
  ask(words: Written, among: readonly OpenTask[]): Promise<void>;
  /** Somebody's words in direct messages as they are now; null: they are gone. */
  read(words: Written): Promise<Said | null>;
  /** What was asked right before a message, or in the one it replies to; null: nothing. */
  find(at: Written, replyTo: string | null): Promise<Question | null>;
  /** Says in place of a question what it was answered with. */
  close(question: Written, told: string): Promise<void>;
};

/** A message in direct messages. */
export type Written = { readonly channel: string; readonly message: string };

type Said = Extract<DiscordNews, { kind: "message" }>;

/** A question of ours, and the message it is about, by task. */
type Question = { readonly asked: Written; readonly words: ReadonlyMap<TaskId, string> };

/** So far back a question is looked for: what is said next. */
const nearby = "3";

const Ours = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }).nullish(),
  components: z.array(z.object({ components: z.array(z.object({ custom_id: z.string().nullish() })).nullish() })).nullish(),
});

export function openWhich(web: Web, me: { readonly user: string }): Which {
  const get = async <Value>(path: `/${string}`, shape: z.ZodType<Value>, query?: URLSearchParams): Promise<Value | null> =>
    foundIn(await web.call("GET", path, query === undefined ? {} : { query }, shape));
  return {
    ask: async ({ channel, message }, among) => {
      const { components } = renderWhich(message, among);
      const reference = { message_reference: { message_id: message, fail_if_not_exists: false } };
      const body = { components, ...reference, ...onceAs(`which/${message}`), flags: flags.componentsV2, allowed_mentions: { parse: [] } };
      foundIn(await web.call("POST", `/channels/${channel}/messages`, { body }, z.unknown()));
    },
    read: async ({ channel, message }) => {
      const raw = await get(`/channels/${channel}/messages/${message}`, z.unknown());
      const news = raw === null ? null : readHistory(raw, { guild: null, channel, isThread: false }, { user: me.user, roles: [] });
      return news?.kind === "message" ? news : null;
    },
    find: async ({ channel, message }, replyTo) => {
      const path = `/channels/${channel}/messages` as const;
      const before = new URLSearchParams({ before: message, limit: nearby });
      const found = replyTo === null ? await get(path, z.array(Ours), before) : [await get(`${path}/${replyTo}`, Ours)];
      const asked = (found ?? []).flatMap((one) => (one?.author?.id === me.user ? (questionIn(channel, one) ?? []) : []));
      return asked[0] ?? null;
    },
    close: async ({ channel, message }, told) => {
      const body = { components: renderWords(told).components, flags: flags.componentsV2, allowed_mentions: { parse: [] } };
      await web.call("PATCH", `/channels/${channel}/messages/${message}`, { body }, z.unknown());
    },
  };
}

function foundIn<Value>(answer: Replied<Value>): Value | null {
  if (answer.kind === "later") throw new Away("Discord does not say now what was asked", { afterMs: answer.afterMs });
  return answer.kind === "ok" ? answer.value : null;
}

function questionIn(channel: string, { id, components }: z.output<typeof Ours>): Question | null {
  const acts = (components ?? []).flatMap((row) => (row.components ?? []).map(({ custom_id }) => readCustomId(custom_id ?? "")));
  const words = new Map(acts.flatMap((act) => (act?.does === "mean" ? [[act.task, act.message] as const] : [])));
  return words.size === 0 ? null : { asked: { channel, message: id }, words };
}
