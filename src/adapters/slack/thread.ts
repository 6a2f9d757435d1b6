import { z } from "zod";
import type { Mention } from "../../domain/conversation.ts";
import type { Principal } from "../../domain/principal.ts";
import { escapeInto } from "./blocks/text.ts";
import type { People } from "./people.ts";
import type { Named, SlackFile, SlackNews } from "./reading/news.ts";
import { readText } from "./reading/text.ts";
import type { Web } from "./web.ts";

/** What lies around a message. */
export type Thread = {
  /** What was said in a thread before a message, quoted: data, one line a message; empty where nothing was. */
  before(channel: string, thread: string, ts: string): Promise<string>;
  /** Whom a text names, as far as they are people. */
  mentions(named: readonly Named[]): Promise<readonly Mention[]>;
  /** The files that came with a message, in words. */
  filesOf(files: readonly SlackFile[]): Promise<string>;
  /** Begins a thread in a room with somebody's words; null where we may not write. */
  begin(news: Extract<SlackNews, { kind: "command" }>, by: Principal, words: string): Promise<string | null>;
};

/** How much of what was said before is taken along, in messages and characters. */
const most = { messages: 50, line: 500, all: 6_000 };

const Replies = z.object({
  messages: z.array(z.object({ ts: z.string(), user: z.string().nullish(), bot_id: z.string().nullish(), text: z.string().nullish() })),
});
const Posted = z.object({ ts: z.string() });

export function openThread(web: Web, people: People, me: { readonly user: string }): Thread {
  const nameOf = async (user: string | null | undefined): Promise<string> => {
    if (user === me.user) return "Adjutant";
    const found = user ? await people.find(user).catch(() => null) : null;
    return found?.kind === "person" ? found.who.name : "a bot";
  };
  return {
    before: async (channel, thread, ts) => {
      const answer = await web.call("conversations.replies", { channel, ts: thread, latest: ts, limit: most.messages }, Replies);
      if (answer.kind === "later") throw new Error("Slack does not show the thread now");
      const said = answer.kind === "ok" ? answer.value.messages.filter((one) => one.ts < ts && one.text?.trim()) : [];
      const lines = await Promise.all(said.map(async ({ user, text }) => `> ${await nameOf(user)}: ${quote(text ?? "", me.user)}`));
      return lines.length === 0 ? "" : `Said in this thread before:\n${lastOf(lines)}`;
    },
    mentions: async (named) => {
      const found = await Promise.all(named.map(async ({ text, id }) => ({ text, person: await people.find(id).catch(() => null) })));
      return found.flatMap(({ text, person }) => (person?.kind === "person" ? [{ text, who: person.who }] : []));
    },
    filesOf: async (files) => (files.length === 0 ? "" : `Attached: ${files.map(({ name }) => name).join(", ")}`),
    begin: async ({ channel }, { id }, words) => {
      const text = `<@${id}>: ${escapeInto(words, 3_000)}`;
      const answer = await web.call("chat.postMessage", { channel, text, unfurl_links: false, unfurl_media: false }, Posted);
      if (answer.kind === "later") throw new Error("Slack wants no message now");
      return answer.kind === "ok" ? answer.value.ts : null;
    },
  };
}

/** One line, however it was written: a heading in it is no heading of ours. */
function quote(text: string, me: string): string {
  return readText(text, me).text.replaceAll(/\s+/g, " ").trim().slice(0, most.line);
}

/** The newest lines that there is room for. */
function lastOf(lines: readonly string[]): string {
  return lines.slice(-Math.max(1, countFitting(lines))).join("\n");
}

function countFitting(lines: readonly string[]): number {
  let [room, count] = [most.all, 0];
  for (const line of lines.toReversed()) {
    room -= line.length + 1;
    if (room < 0) break;
    count += 1;
  }
  return count;
}
