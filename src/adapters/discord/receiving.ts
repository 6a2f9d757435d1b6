import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Desk } from "../adapter.ts";
import { formOf, opensForm } from "./forms.ts";
import { keepNews } from "./keeping.ts";
import type { Dispatch } from "./line.ts";
import type { People } from "./people.ts";
import type { Places } from "./place.ts";
import { refOf } from "./posting.ts";
import { readDispatch } from "./reading/dispatch.ts";
import type { DiscordNews } from "./reading/news.ts";
import { singly } from "./reading/purge.ts";
import { reactionKey } from "./reading/reaction.ts";
import type { Replies } from "./replies.ts";
import type { Self } from "./self.ts";
import { openHints, type Sight } from "./sight.ts";
import { isThinking } from "./work.ts";
import type { Kept, NewsOf } from "./workroom.ts";

/** Takes in what happens: stored in the order it came, then worked on. */
export type Receiving = {
  take(dispatch: Dispatch): void;
  /** Stores what is news of something that was found; rejects where it cannot be stored. */
  keep(news: DiscordNews): Promise<void>;
  /** Resolves when everything that came is stored, or cannot be any more. */
  stop(): Promise<void>;
};

type Means = {
  readonly me: Self;
  readonly desk: Desk;
  readonly people: People;
  readonly places: Places;
  readonly replies: Replies;
  readonly sight: Sight;
};

/** Who stores something that does not answer for so long is asked again: it is stored once, by its key. */
const keepMs = 20_000;
/** Until it is tried again to store something, in milliseconds: Discord does not tell it twice. */
const againMs = 1_000;
/** Who leaves waits so long for what cannot be stored. */
const leaveMs = 5_000;
/** An interaction is answered within three seconds or never: what is not stored by then is answered with these words. */
const answerMs = 1_500;
const notNoted = "I could not note that yet. If nothing changes within a minute, do it again.";

export function openReceiving({ me, desk, people, places, replies, sight }: Means): Receiving {
  const hint = openHints({ sight, desk, places, replies });
  const stopping = new AbortController();
  let storing: Promise<void> = Promise.resolve();
  const answering = new Set<Promise<void>>();
  const keep = async (news: DiscordNews): Promise<void> => {
    if (news.kind === "ignored") return desk.log.debug({ reason: news.reason }, "nothing is done with what Discord sent");
    if (news.kind === "unread") return;
    // All that is deleted anywhere is told; only what was heard, or is ours, matters.
    if (news.kind === "deleted" && !(await wasHeardOrShown(news, desk))) return;
    if (news.kind === "reaction" && !(await isOnOurs(news, desk))) return;
    await keepNews(news, desk);
  };
  const insist = async (news: DiscordNews): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        return await within(keepMs, keep(news));
      } catch (error) {
        desk.log.warn({ err: error }, "what Discord sent could not be stored; it is tried again");
        await wait(againMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const answer = async (news: Interaction): Promise<void> => {
    if (news.kind === "pressed" && opensForm(news)) return openForm(news, desk, replies);
    const isKept = await isDone(within(answerMs, keep(news)));
    const noted = { kind: isThinking(news) ? "thinking" : "deferred" } as const;
    const answered = await replies.first(news.reply, isKept ? noted : { kind: "words", text: notNoted });
    if (answered.kind !== "ok") desk.log.warn({ key: news.key, answered }, "an interaction could not be answered in time; it is worked on");
    if (!isKept) await insist(news);
  };
  const takeIn = (news: DiscordNews) => {
    if (news.kind === "unread")
      return void hint(news).catch((error: unknown) => desk.log.debug({ err: error }, "somebody could not be told that they are not read"));
    if (!("reply" in news)) {
      storing = storing.then(() => insist(news));
      return;
    }
    // It is answered within three seconds or never: it waits for nothing else.
    const answered = answer(news).catch((error: unknown) =>
      desk.log.error({ err: error, key: news.key }, "an interaction could not be stored: it is not answered"),
    );
    answering.add(answered);
    void answered.finally(() => answering.delete(answered));
  };
  return {
    take: (dispatch) => {
      places.note(dispatch.t, dispatch.d);
      people.note(dispatch.t, dispatch.d);
      const around = { me: { user: me.user, roles: people.ownRoles() }, isThread: places.isThread, at: dispatch.at };
      for (const one of singly(dispatch)) takeIn(readDispatch(one, around));
    },
    keep,
    stop: async () => {
      const end = setTimeout(() => stopping.abort(), leaveMs);
      await Promise.race([Promise.all([storing, ...answering]), once(stopping.signal, "abort")]);
      clearTimeout(end);
    },
  };
}

/**
 * People react to everything; only what they react to of ours matters. One that is taken back comes without the author's name: it is
 * about ours where it was given to ours, or where the message is known to be.
 */
async function isOnOurs(news: NewsOf<"reaction">, desk: Pick<Desk, "isKept" | "shownBy">): Promise<boolean> {
  if (news.isOnOurs !== null || !news.isTakenBack) return news.isOnOurs !== false;
  return (await desk.isKept(reactionKey(news.message))) || (await desk.shownBy(refOf(news.from.channel, news.message))) !== null;
}

async function wasHeardOrShown({ of, from, message }: NewsOf<"deleted">, desk: Pick<Desk, "isKept" | "shownBy">): Promise<boolean> {
  return (await desk.isKept(of)) || (await desk.shownBy(refOf(from.channel, message))) !== null;
}

type Interaction = Extract<Kept, { readonly reply: unknown }>;

/** A form is the first answer there may be; what it asks is asked of the house when it is sent. */
async function openForm(news: NewsOf<"pressed">, desk: Desk, replies: Replies): Promise<void> {
  const form = await formOf(news, desk).catch((error: unknown) => {
    desk.log.warn({ err: error }, "a form could not be made");
    return "That could not be opened now. Press it again, or say it in words.";
  });
  const gone = "These questions are answered or gone.";
  const isWords = form === null || typeof form === "string";
  const answered = await replies.first(news.reply, isWords ? { kind: "words", text: form ?? gone } : { kind: "form", form });
  if (answered.kind !== "ok") desk.log.warn({ key: news.key, answered }, "a form could not be opened in time");
}

function isDone(doing: Promise<void>): Promise<boolean> {
  return doing.then(
    () => true,
    () => false,
  );
}

/** Rejects where it does not come to a good end within so many milliseconds. */
async function within(ms: number, doing: Promise<void>): Promise<void> {
  const late = Symbol("late");
  if ((await Promise.race([doing, wait(ms, late, { ref: false })])) === late) throw new Error(`no answer within ${ms / 1_000} seconds`);
}
