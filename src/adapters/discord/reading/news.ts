import type { ApprovalId, QuestionId, TaskId } from "../../../domain/id.ts";
import type { EmojiVerb } from "../../acting.ts";
import type { Act, Confirmable } from "../action.ts";

/** Where something happened. A conversation's thread is a channel of its own on Discord. */
export type Origin = {
  /** The server; null: a direct message. */
  readonly guild: string | null;
  readonly channel: string;
  readonly isThread: boolean;
};

/** Who did something, as the payload says. The name is for showing only; it is the account's own, which nobody else has. */
export type Actor = {
  readonly id: string;
  readonly name: string | null;
  /** Ids of their roles in this server; null: the payload does not say. Nobody has roles in a direct message. */
  readonly roles: readonly string[] | null;
};

/** Somebody a text names, as the text now writes it (`@jon`). */
export type Named = { readonly text: string; readonly id: string };

export type DiscordFile = {
  readonly id: string;
  readonly name: string;
  readonly mimetype: string | null;
  readonly bytes: number | null;
  /** Where its content is, for some hours; it needs no token and must get none. */
  readonly url: string;
};

/** A message with its text as people read it. */
type Said = {
  /** The message's id. A thread that is begun from it has the same. */
  readonly id: string;
  readonly text: string;
  readonly named: readonly Named[];
  readonly files: readonly DiscordFile[];
  /** The message it replies to. */
  readonly replyTo: string | null;
};

/** How an interaction is answered: within three seconds, and for fifteen minutes after that. */
export type Answerable = { readonly id: string; readonly token: string; readonly application: string };

/** What a form brought. */
export type Filled =
  | { readonly form: "changes"; readonly approval: ApprovalId; readonly text: string }
  | {
      readonly form: "answers";
      readonly task: TaskId;
      readonly answers: readonly Answer[];
      /** What it asked too, and nobody said anything to. */
      readonly left: readonly QuestionId[];
      /** Said where no choice fits, to no question by name. */
      readonly words: string;
      readonly files: readonly DiscordFile[];
    }
  /** Somebody is sure; `text` is what they noted with it. */
  | { readonly form: "confirm"; readonly act: Confirmable; readonly text: string | null };

/** A choice by its place from 0, words, or both. */
export type Answer = { readonly question: QuestionId; readonly place: number | null; readonly text: string };

/** What a payload of Discord means, as plain JSON. `key` is the same for everything that reports the same act. */
export type DiscordNews =
  | (Said & {
      readonly kind: "message";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      /** Why it concerns us: it is a direct message, names the bot, replies to it, or lies in a thread where a task may be open. */
      readonly via: "direct" | "mention" | "reply" | "thread";
    })
  /** A message is gone; Discord does not say whose it was, nor who took it away. */
  | {
      readonly kind: "deleted";
      readonly key: string;
      readonly from: Origin;
      readonly message: string;
      /** The key of the message that is gone. */
      readonly of: string;
    }
  | {
      readonly kind: "reaction";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly message: string;
      readonly verb: EmojiVerb;
      /** Whether the message it is on is ours; null: the payload does not say. */
      readonly isOnOurs: boolean | null;
      readonly isTakenBack: boolean;
    }
  | {
      readonly kind: "pressed";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly reply: Answerable;
      readonly pressed: Act;
      /** The message with the button. */
      readonly message: string | null;
    }
  | {
      readonly kind: "submitted";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly reply: Answerable;
      readonly filled: Filled;
      /** The message whose button opened the form. */
      readonly message: string | null;
    }
  /** `/adjutant …`, in the words that are said to a bot elsewhere. */
  | {
      readonly kind: "command";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly reply: Answerable;
      readonly text: string;
      /** It asks for something new: `/adjutant ask`. */
      readonly isRequest: boolean;
      readonly named: readonly Named[];
      readonly files: readonly DiscordFile[];
      /** The bot itself is in this server, or this is a direct message with it; else only the person has installed it. */
      readonly isAtHome: boolean;
      /** Whether they may write here themselves: where they may not, nothing is written for them. */
      readonly mayWrite: boolean;
      /** In a thread: whether they may write in the channel around it. */
      readonly mayBegin: boolean;
    }
  /** Make this a task: `about` is somebody's message, and data. */
  | {
      readonly kind: "shortcut";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly reply: Answerable;
      readonly about: Said & { readonly author: string | null };
      readonly isAtHome: boolean;
      readonly mayWrite: boolean;
      readonly mayBegin: boolean;
    }
  | { readonly kind: "ignored"; readonly reason: string };

/** Nothing is done with it, and why. */
export function ignore(reason: string): Extract<DiscordNews, { kind: "ignored" }> {
  return { kind: "ignored", reason };
}
