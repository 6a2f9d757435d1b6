import { z } from "zod";
import { Away } from "../answer.ts";
import type { DiscordContent } from "./look/content.ts";
import type { Answerable } from "./reading/news.ts";
import type { Replied, Web } from "./web.ts";

/** What an interaction is answered with at once, within three seconds. */
type First =
  /** Nothing is seen of it: what it was about changes by itself. */
  | { readonly kind: "deferred" }
  /** "Thinking…", for one person, until the first word for them. */
  | { readonly kind: "thinking" }
  /** A form. Nothing may be answered before it. */
  | { readonly kind: "form"; readonly form: object }
  | { readonly kind: "words"; readonly text: string };

/** Answers for one person alone: to what they just did, as long as Discord lets us, else in their direct messages. */
export type Replies = {
  first(to: Answerable, answer: First): Promise<Replied<unknown>>;
  /** Notes that somebody can be answered in a channel by what they did there. */
  note(who: { readonly user: string; readonly channel: string }, to: Answerable, at: number, isThinking: boolean): void;
  /** Shows something to one person alone. */
  tell(who: { readonly user: string; readonly channel: string }, content: DiscordContent): Promise<Replied<unknown>>;
  /** Ends what still says "thinking", with these words. */
  finish(to: Answerable, text: string): Promise<void>;
  /** The channel of direct messages with somebody. */
  directOf(user: string): Promise<Replied<string>>;
};

/** An interaction can be answered for fifteen minutes; somewhat less, because clocks differ. */
const lifeMs = 14 * 60_000;
/** Of so many people it is remembered. */
const mostPeople = 10_000;

export const flags = { quietLinks: 4, ephemeral: 64, componentsV2: 32_768 } as const;
const quiet = { parse: [] } as const;
const types = { words: 4, thinking: 5, deferred: 6, form: 9 } as const;

type Open = { readonly to: Answerable; readonly until: number; isThinking: boolean };

export function openReplies(web: Web): Replies {
  const open = new Map<string, Open>();
  const directs = new Map<string, string>();
  const directOf = async (user: string): Promise<Replied<string>> => {
    const known = directs.get(user);
    if (known !== undefined) return { kind: "ok", value: known };
    const answer = await web.call("POST", "/users/@me/channels", { body: { recipient_id: user } }, z.object({ id: z.string() }));
    if (answer.kind !== "ok") return answer;
    directs.set(user, answer.value.id);
    return { kind: "ok", value: answer.value.id };
  };
  const answerOpen = async (key: string, body: object): Promise<Replied<unknown> | null> => {
    const one = open.get(key);
    if (one === undefined || one.until < Date.now()) return null;
    const answer = one.isThinking ? await complete(web, one.to, body) : await follow(web, one.to, body);
    if (answer.kind === "ok") one.isThinking = false;
    if (answer.kind === "refused") open.delete(key);
    return answer.kind === "refused" ? null : answer;
  };
  return {
    first: (to, answer) =>
      web.call("POST", `/interactions/${to.id}/${to.token}/callback`, { body: bodyOf(answer), auth: false }, z.unknown()),
    note: ({ user, channel }, to, at, isThinking) => {
      if (open.size >= mostPeople) open.clear();
      const known = open.get(`${user}/${channel}`);
      // What was answered already does not think any more.
      if (known?.to.id !== to.id) open.set(`${user}/${channel}`, { to, until: at + lifeMs, isThinking });
    },
    tell: async ({ user, channel }, { components }) => {
      const body = { components, allowed_mentions: quiet };
      const answered = await answerOpen(`${user}/${channel}`, { ...body, flags: flags.ephemeral | flags.componentsV2 });
      if (answered !== null) return answered;
      const room = await directOf(user);
      if (room.kind !== "ok") return room;
      return web.call("POST", `/channels/${room.value}/messages`, { body: { ...body, flags: flags.componentsV2 } }, z.unknown());
    },
    finish: async (to, text) => {
      const one = [...open.values()].find((known) => known.to.id === to.id);
      if (one !== undefined && !one.isThinking) return;
      const answer = await complete(web, to, { content: text, allowed_mentions: quiet });
      if (answer.kind === "later") throw new Away("Discord does not take the end of an answer now", { afterMs: answer.afterMs });
      if (one !== undefined) one.isThinking = false;
    },
    directOf,
  };
}

/** Plain words as a message in components. */
export function wordsOf(text: string): DiscordContent {
  return { components: [{ type: 10, content: text.slice(0, 4_000) || "…" }], mentions: { users: [], roles: [] } };
}

function bodyOf(answer: First): object {
  switch (answer.kind) {
    case "deferred":
      return { type: types.deferred };
    case "thinking":
      return { type: types.thinking, data: { flags: flags.ephemeral } };
    case "form":
      return { type: types.form, data: answer.form };
    case "words":
      return { type: types.words, data: { content: answer.text.slice(0, 2_000), flags: flags.ephemeral, allowed_mentions: quiet } };
  }
}

function complete(web: Web, { application, token }: Answerable, body: object): Promise<Replied<unknown>> {
  return web.call("PATCH", `/webhooks/${application}/${token}/messages/@original`, { body, auth: false }, z.unknown());
}

function follow(web: Web, { application, token }: Answerable, body: object): Promise<Replied<unknown>> {
  return web.call("POST", `/webhooks/${application}/${token}`, { body, auth: false }, z.unknown());
}
