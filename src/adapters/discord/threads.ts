import { z } from "zod";
import type { Address } from "../../domain/conversation.ts";
import { cutAt } from "../../outbound/cap.ts";
import { Away } from "../answer.ts";
import { quoteEarlier } from "../quoting.ts";
import { oneLine } from "../wording/line.ts";
import { onceAs } from "./marks.ts";
import { channelOf, direct } from "./place.ts";
import { flags } from "./replies.ts";
import { type Replied, refusals, type Web } from "./web.ts";

/** Threads of Discord's servers, and what was said in them. */
export type Threads = {
  /** Begins a thread from the message that a conversation began with. Where we may not, it goes on by replies in the channel. */
  begin(address: Address, name: string): Promise<void>;
  /** What is said at an address stays in its channel, in reply to the message it began with. */
  stay(address: Address): void;
  /**
   * The same where it is not there yet and nothing of the conversation was shown: a thread that somebody deleted stays away. `earlier`:
   * a message of ours that shows something of it.
   */
  ensure(address: Address, name: string, earlier: string | null): Promise<void>;
  /** Writes somebody's words into a channel, to begin a thread from them; null where we may not write. */
  quote(at: { readonly channel: string; readonly key: string; readonly by: string }, words: string): Promise<string | null>;
  /** Where what is said at an address goes: a channel, and there to which message it replies. */
  rootOf(address: Address): { readonly channel: string; readonly replyTo: string | null };
  /** What was said in a channel before a message, quoted: data, one line a message; empty where nothing was. */
  before(channel: string, message: string): Promise<string>;
  /** The same of one message that is replied to. */
  repliedTo(channel: string, message: string): Promise<string>;
};

/** How many messages of what was said before are taken along, and how long names and messages of ours are, in characters. */
const most = { messages: 50, name: 100, message: 2_000 };
/** Threads sleep after a week without a word. */
const sleepMinutes = 10_080;
/** So many conversations are remembered; of others it is found out again. */
const mostKnown = 10_000;

const Message = z.object({
  id: z.string(),
  content: z.string().nullish(),
  author: z
    .object({ id: z.string(), username: z.string().nullish(), global_name: z.string().nullish(), bot: z.boolean().nullish() })
    .nullish(),
});
type Message = z.output<typeof Message>;
const Posted = z.object({ id: z.string() });

export function openThreads(web: Web, me: { readonly user: string }): Threads {
  // Whether a conversation has a thread, or goes on by replies in its channel.
  const known = new Map<string, "thread" | "channel">();
  const note = (thread: string, where: "thread" | "channel") => {
    const [oldest] = known.keys();
    if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
    known.set(thread, where);
  };
  const begin: Threads["begin"] = async ({ room, thread }, name) => {
    const body = { name: nameOf(name), auto_archive_duration: sleepMinutes };
    const answer = await web.call("POST", `/channels/${room}/messages/${thread}/threads`, { body }, z.unknown());
    if (answer.kind === "later") throw new Away("Discord wants no thread now", { afterMs: answer.afterMs });
    const isThere = answer.kind === "ok" || answer.code === refusals.threadThere;
    note(thread, isThere ? "thread" : "channel");
  };
  const ask = async <Value>(answer: Promise<Replied<Value>>, empty: Value): Promise<Value> => {
    const found = await answer;
    if (found.kind === "later") throw new Away("Discord does not show what was said", { afterMs: found.afterMs });
    return found.kind === "ok" ? found.value : empty;
  };
  const saidBy = (one: Message) => ({ who: authorOf(one, me.user), text: one.content ?? "" });
  return {
    begin,
    stay: ({ thread }) => note(thread, "channel"),
    ensure: async (address, name, earlier) => {
      const { workspace, room, thread } = address;
      if (workspace === direct || known.has(thread)) return;
      if (earlier !== null) return note(thread, earlier.startsWith(`${room}/`) ? "channel" : "thread");
      const there = await web.call("GET", `/channels/${thread}`, {}, z.unknown());
      if (there.kind === "ok") note(thread, "thread");
      if (there.kind === "refused" && there.code === refusals.unknownChannel) await begin(address, name);
    },
    quote: async ({ channel, key, by }, words) => {
      const content = cutAt(`<@${by}>: ${words}`, most.message);
      const body = { content, ...onceAs(key), allowed_mentions: { parse: [] }, flags: flags.quietLinks };
      const answer = await web.call("POST", `/channels/${channel}/messages`, { body }, Posted);
      if (answer.kind === "later") throw new Away("Discord wants no message now", { afterMs: answer.afterMs });
      return answer.kind === "ok" ? answer.value.id : null;
    },
    rootOf: (address) =>
      known.get(address.thread) === "channel"
        ? { channel: address.room, replyTo: address.workspace === direct ? null : address.thread }
        : { channel: channelOf(address), replyTo: null },
    before: async (channel, message) => {
      const query = new URLSearchParams({ before: message, limit: `${most.messages}` });
      const said = await ask(web.call("GET", `/channels/${channel}/messages`, { query }, z.array(Message)), []);
      return quoteEarlier("Said in this thread before:", said.toReversed().map(saidBy));
    },
    repliedTo: async (channel, message) => {
      const said = await ask<Message | null>(web.call("GET", `/channels/${channel}/messages/${message}`, {}, Message), null);
      return quoteEarlier("In reply to:", said === null ? [] : [saidBy(said)]);
    },
  };
}

function authorOf({ author }: Message, me: string): string {
  if (author?.id === me) return "Adjutant";
  if (author == null || author.bot) return "a bot";
  return author.global_name ?? author.username ?? author.id;
}

/** Without the marks of channels and people that only their ids name: a title shows nobody who they are. */
function nameOf(text: string): string {
  return oneLine(text.replaceAll(/<?[#@][!&]?\d{17,20}>?/g, ""), most.name) || "Adjutant";
}
