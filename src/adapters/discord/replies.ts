import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { cutAt } from "../../outbound/cap.ts";
import type { Desk } from "../adapter.ts";
import { Away } from "../answer.ts";
import type { Upload } from "../uploads.ts";
import { type Onlooker, openInteractions, type Pending } from "./interactions.ts";
import type { DiscordContent } from "./look/content.ts";
import { addFiles } from "./look/files.ts";
import { tellWhence } from "./look/whence.ts";
import { renderWords } from "./look/words.ts";
import { attached, onceAs, onceName } from "./marks.ts";
import type { Answerable } from "./reading/news.ts";
import { type Replied, refusals, type Web } from "./web.ts";

/** What an interaction is answered with at once, within three seconds. */
type First =
  /** Nothing is seen of it: what it was about changes by itself. */
  | { readonly kind: "deferred" }
  /** "Thinking…", for one person, until the first word for them. */
  | { readonly kind: "thinking" }
  /** A form. Nothing may be answered before it. */
  | { readonly kind: "form"; readonly form: object }
  | { readonly kind: "words"; readonly text: string };

/** Something one person was shown as an answer to what they did: it can be changed as long as they can be answered. */
export type Whisper = {
  readonly to: Answerable;
  readonly until: number;
  readonly message: string;
  /** Names of the files in it. */
  readonly files: readonly string[];
};

/** Answers for one person alone: to what they just did, as long as Discord lets us, else in their direct messages. */
export type Replies = {
  /** Where the call for it has no end it is made once more, at once: it does not reject. */
  first(to: Answerable, answer: First): Promise<Replied<unknown>>;
  /** Notes that somebody can be answered in a channel by what they did there. */
  note(who: Onlooker, to: Answerable, at: number, isThinking: boolean): void;
  /** Shows something to one person alone. The same key is the same message: what is tried again is told once. */
  tell(who: Onlooker, content: DiscordContent, key: string): Promise<Replied<unknown>>;
  /** The same as an answer only, with files below its words; null: nothing they did there can be answered any more. */
  whisper(who: Onlooker, content: DiscordContent, files?: readonly Upload[]): Promise<Replied<Whisper> | null>;
  /** What was shown so becomes this; `null`: it goes. */
  change(whisper: Whisper, content: DiscordContent | null): Promise<Replied<unknown>>;
  /** Ends what still says "thinking", with these words. */
  finish(to: Answerable, text: string): Promise<void>;
  /** The channel of direct messages with somebody. */
  directOf(user: string): Promise<Replied<string>>;
  /** Ends whatever still says "thinking": who comes after us does not know of it. */
  close(): Promise<void>;
};

/** So many channels of direct messages are remembered. */
const mostDirects = 10_000;
/** Who leaves waits so long for what does not end, in milliseconds. */
const leaveMs = 3_000;

export const flags = { quietLinks: 4, ephemeral: 64, componentsV2: 32_768 } as const;
const quiet = { parse: [] } as const;
const types = { words: 4, thinking: 5, deferred: 6, form: 9 } as const;
const leaving = "I am being restarted. Nothing is lost: what comes of this is told in its thread, or in our direct messages.";

/** What nothing can be answered to any more. */
const gone: ReadonlySet<number> = new Set([
  refusals.unknownMessage,
  refusals.unknownWebhook,
  refusals.unknownInteraction,
  refusals.badWebhookToken,
]);

const Posted = z.object({ id: z.string() });

export function openReplies(web: Web, log: Pick<Desk["log"], "warn">): Replies {
  const pending = openInteractions();
  const directOf = openDirects(web);
  const firsts = openFirsts(web);
  const answer = async (one: Pending, content: DiscordContent, files: readonly Upload[] = []): Promise<Replied<Whisper>> => {
    const { to, until } = one;
    await firsts.sent(to);
    const path = `/webhooks/${to.application}/${to.token}` as const;
    const names = files.map(({ name }) => name);
    const body = { ...bodyOf(addFiles(content, names)), ...attached(names), flags: flags.ephemeral | flags.componentsV2 };
    const sent = { body, auth: false, files: files.map((file) => ({ name: file.name, data: file.content })) };
    const answered = one.isThinking
      ? await web.call("PATCH", `${path}/messages/@original`, sent, Posted)
      : await web.call("POST", path, sent, Posted);
    if (answered.kind === "ok") one.isThinking = false;
    // What is refused for what it says can be said in other words.
    if (answered.kind === "refused" && gone.has(answered.code)) pending.forget(to.id);
    return answered.kind === "ok" ? { kind: "ok", value: { to, until, message: answered.value.id, files: names } } : answered;
  };
  const whisper: Replies["whisper"] = async (who, content, files) => {
    for (const one of pending.of(who)) {
      const answered = await answer(one, content, files);
      if (answered.kind !== "refused") return answered;
    }
    return null;
  };
  const directly = openDirectly(web, directOf);
  const tell: Replies["tell"] = async (who, content, key) => (await whisper(who, content)) ?? directly(who, content, key);
  return {
    first: firsts.send,
    note: pending.note,
    tell,
    whisper,
    change: ({ to, message, files }, content) => {
      const path = `/webhooks/${to.application}/${to.token}/messages/${message}` as const;
      return content === null
        ? web.call("DELETE", path, { auth: false }, z.unknown())
        : web.call("PATCH", path, { body: bodyOf(addFiles(content, files)), auth: false }, z.unknown());
    },
    finish: async (to, text) => {
      const one = pending.find(to.id);
      if (one === null || !one.isThinking) return;
      const answered = await answer(one, wordsOf(text));
      const told = answered.kind === "refused" ? await tell(one.who, wordsOf(text), to.id) : answered;
      if (told.kind === "later") throw new Away("Discord does not take the end of an answer now", { afterMs: told.afterMs });
      if (told.kind === "refused") log.warn({ why: told.why }, "somebody could not be told in private what became of their command");
    },
    directOf,
    close: async () => {
      const ends = pending.thinking().map((one) => answer(one, wordsOf(leaving)).catch(() => undefined));
      await Promise.race([Promise.all(ends), wait(leaveMs, undefined, { ref: false })]);
    },
  };
}

/** Our own words as a message. */
export function wordsOf(text: string): DiscordContent {
  return renderWords(text);
}

function bodyOf({ components }: DiscordContent) {
  return { components, allowed_mentions: quiet };
}

/** The first answers, and when they have arrived: nothing more can be answered before. */
function openFirsts(web: Web): { readonly send: Replies["first"]; sent(to: Answerable): Promise<unknown> } {
  const underway = new Map<string, Promise<unknown>>();
  return {
    send: (to, one) => {
      const path = `/interactions/${to.id}/${to.token}/callback` as const;
      const sent = insist(() => web.call("POST", path, { body: firstOf(one), auth: false }, z.unknown()));
      const settled = Promise.allSettled([sent]).then(() => underway.delete(to.id));
      underway.set(to.id, settled);
      return sent;
    },
    sent: async (to) => underway.get(to.id),
  };
}

/** There are three seconds for it, and only the first answer counts: that there is one already is as good. */
async function insist(call: () => Promise<Replied<unknown>>): Promise<Replied<unknown>> {
  try {
    return await call().catch(async (error: unknown) => {
      if (!(error instanceof Away)) throw error;
      const again = await call();
      return again.kind === "refused" && again.code === refusals.alreadyAnswered ? { kind: "ok", value: null } : again;
    });
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    return { kind: "later", afterMs: error.afterMs, why: error.message };
  }
}

/** Tells somebody in their direct messages, and where it is from. */
function openDirectly(web: Web, directOf: Replies["directOf"]): Replies["tell"] {
  return async ({ user, channel }, content, key) => {
    const room = await directOf(user);
    if (room.kind !== "ok") return room;
    const isHere = room.value === channel;
    const told = isHere ? content : tellWhence(content, { about: null, link: `<#${channel}>`, isShut: false });
    const body = { ...bodyOf(told), flags: flags.componentsV2, ...onceAs(onceName(room.value, key)) };
    return web.call("POST", `/channels/${room.value}/messages`, { body }, z.unknown());
  };
}

function openDirects(web: Web): Replies["directOf"] {
  const directs = new Map<string, string>();
  return async (user) => {
    const known = directs.get(user);
    if (known !== undefined) return { kind: "ok", value: known };
    const answer = await web.call("POST", "/users/@me/channels", { body: { recipient_id: user } }, Posted);
    if (answer.kind !== "ok") return answer;
    if (directs.size >= mostDirects) directs.clear();
    directs.set(user, answer.value.id);
    return { kind: "ok", value: answer.value.id };
  };
}

function firstOf(answer: First): object {
  switch (answer.kind) {
    case "deferred":
      return { type: types.deferred };
    case "thinking":
      return { type: types.thinking, data: { flags: flags.ephemeral } };
    case "form":
      return { type: types.form, data: answer.form };
    case "words":
      return { type: types.words, data: { content: cutAt(answer.text, 2_000), flags: flags.ephemeral, allowed_mentions: quiet } };
  }
}
