import { z } from "zod";
import type { Mention } from "../../domain/conversation.ts";
import type { Principal } from "../../domain/principal.ts";
import { Away } from "../answer.ts";
import { quoteEarlier } from "../quoting.ts";
import { escapeInto } from "./blocks/text.ts";
import { Paged, pagesOf } from "./pages.ts";
import type { People } from "./people.ts";
import type { Named, SlackNews } from "./reading/news.ts";
import { readText } from "./reading/text.ts";
import type { Web } from "./web.ts";

/** What lies around a message. */
export type Thread = {
  /** What was said in a thread before a message, quoted: data, one line a message; empty where nothing was. */
  before(channel: string, thread: string, ts: string): Promise<string>;
  /** Whom a text names, as far as they are people. */
  mentions(named: readonly Named[]): Promise<readonly Mention[]>;
  /** What somebody is called, for showing only: ourselves, a person, or a bot. */
  nameOf(user: string): Promise<string>;
  /** What a message of ours says it shows: the key of a `Shown`. */
  keyOf(channel: string, ts: string): Promise<string | null>;
  /** Begins a thread in a room with somebody's words; null where we may not write. */
  begin(news: Extract<SlackNews, { kind: "command" }>, by: Principal, words: string): Promise<string | null>;
};

/** How many messages of what was said before are taken along, and read. */
const most = { messages: 50, read: 2_000 };

const Replies = z.object({
  messages: z.array(z.object({ ts: z.string(), user: z.string().nullish(), bot_id: z.string().nullish(), text: z.string().nullish() })),
  ...Paged,
});
const Posted = z.object({ ts: z.string() });
/** Messages with what is written on them. */
const Begun = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().nullish(),
      metadata: z.object({ event_payload: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    }),
  ),
});

export function openThread(web: Web, people: People, me: { readonly user: string }): Thread {
  const nameOf = async (user: string | null | undefined): Promise<string> => {
    if (user === me.user) return "Adjutant";
    const found = user ? await people.find(user).catch(() => null) : null;
    return found?.kind === "person" ? found.who.name : "a bot";
  };
  return {
    nameOf,
    before: async (channel, thread, ts) => {
      const said = (await repliesOf(web, channel, thread, ts)).filter((one) => one.ts < ts && one.text?.trim()).slice(-most.messages);
      const quoted = said.map(async ({ user, text }) => ({ who: await nameOf(user), text: readText(text ?? "", me.user).text }));
      return quoteEarlier("Said in this thread before:", await Promise.all(quoted));
    },
    mentions: async (named) => {
      const found = await Promise.all(named.map(async ({ text, id }) => ({ text, person: await people.find(id).catch(() => null) })));
      return found.flatMap(({ text, person }) => (person?.kind === "person" ? [{ text, who: person.who }] : []));
    },
    keyOf: async (channel, ts) => {
      const answer = await web.call("conversations.replies", { channel, ts, include_all_metadata: true, limit: 200 }, Begun);
      if (answer.kind === "later") throw new Away("Slack does not show the message now", { afterMs: answer.afterMs });
      const found = answer.kind === "ok" ? answer.value.messages.find((one) => one.ts === ts) : undefined;
      // Anybody can write anything on a message of theirs.
      const key = found?.user === me.user ? found.metadata?.event_payload?.["key"] : null;
      return typeof key === "string" ? key : null;
    },
    begin: async ({ channel, key }, { id }, words) => {
      // An earlier try may have posted it, though its answer was lost.
      const there = await web.call("conversations.history", { channel, limit: 30, include_all_metadata: true }, Begun);
      const begun = there.kind === "ok" ? there.value.messages.find(({ metadata }) => metadata?.event_payload?.["key"] === key) : undefined;
      if (begun !== undefined) return begun.ts;
      const metadata = { event_type: "adjutant_request", event_payload: { key } };
      const text = `<@${id}>: ${escapeInto(words, 3_000)}`;
      const answer = await web.call("chat.postMessage", { channel, text, metadata, unfurl_links: false, unfurl_media: false }, Posted);
      if (answer.kind === "later") throw new Away("Slack wants no message now", { afterMs: answer.afterMs });
      return answer.kind === "ok" ? answer.value.ts : null;
    },
  };
}

/** Slack begins with the oldest: the newest are at the end of the last page. */
async function repliesOf(web: Web, channel: string, ts: string, latest: string) {
  const found: z.output<typeof Replies>["messages"] = [];
  for await (const { messages } of pagesOf(web, "conversations.replies", { channel, ts, latest, limit: 200 }, Replies)) {
    found.push(...messages);
    if (found.length >= most.read) break;
  }
  return found;
}
