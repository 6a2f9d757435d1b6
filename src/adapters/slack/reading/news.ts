import type { EmojiVerb, Filled, Pressed } from "../../acting.ts";

/** The installation a payload came from. `enterprise` is set on Enterprise Grid. */
export type Origin = { readonly app: string; readonly team: string; readonly enterprise: string | null };

/** Who did something, as the payload says; the name is for showing only. */
export type Actor = {
  readonly id: string;
  readonly name: string | null;
  /** The workspace the account belongs to, where Slack says; another one than the origin's is a stranger of Slack Connect. */
  readonly home: string | null;
};

/** Somebody a text names, as the text writes it (`<@U3>`). */
export type Named = { readonly text: string; readonly id: string };

export type SlackFile = {
  readonly id: string;
  readonly name: string;
  readonly mimetype: string | null;
  readonly bytes: number | null;
  /** Where its content is; null: `files.info` has to be asked. Only to be fetched from Slack's own hosts: the token goes along. */
  readonly url: string | null;
};

/** A message, with its text as people read it. `thread` is the conversation: the thread's first message, or itself. */
type Said = {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string;
  readonly text: string;
  readonly named: readonly Named[];
  readonly files: readonly SlackFile[];
};

/** What a payload of Slack means. `key` is the same for everything that reports the same act. */
export type SlackNews =
  | (Said & {
      readonly kind: "message";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      /** Why it concerns us: it names the bot, it is a direct message, or it lies in a thread where a task may be open. */
      readonly via: "mention" | "direct" | "thread";
    })
  /** A person's message is gone: what it asked for is not wanted any more. */
  | {
      readonly kind: "deleted";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly channel: string;
      readonly thread: string;
      /** The key of the message that is gone. */
      readonly of: string;
    }
  | {
      readonly kind: "reaction";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly channel: string;
      readonly ts: string;
      readonly verb: EmojiVerb;
      /** The message it is on is ours, or nobody says whose. */
      readonly isOnOurs: boolean;
      readonly isTakenBack: boolean;
    }
  | {
      readonly kind: "pressed";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly pressed: Pressed;
      /** Where: a message in a channel, or a view (the home tab). */
      readonly channel: string | null;
      readonly message: string | null;
      readonly thread: string | null;
      readonly view: string | null;
      /** Opens a form, within three seconds. */
      readonly trigger: string;
      readonly responseUrl: string | null;
    }
  | { readonly kind: "submitted"; readonly key: string; readonly from: Origin; readonly by: Actor; readonly filled: Filled }
  | {
      readonly kind: "command";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly channel: string;
      readonly text: string;
      readonly named: readonly Named[];
      readonly trigger: string;
      readonly responseUrl: string | null;
    }
  /** Make this a task: `about` is somebody's message, and data. */
  | {
      readonly kind: "shortcut";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly about: Said & { readonly author: string | null };
      readonly trigger: string;
      readonly responseUrl: string | null;
    }
  | { readonly kind: "home"; readonly from: Origin; readonly by: Actor; readonly tab: "home" | "messages" }
  /** Slack's own stop button. */
  | {
      readonly kind: "stopped";
      readonly key: string;
      readonly from: Origin;
      readonly by: Actor;
      readonly channel: string;
      readonly thread: string;
    }
  /** Who is in which group changed. */
  | { readonly kind: "groups"; readonly key: string; readonly from: Origin }
  /** The app was taken out of a workspace, or its bot's tokens do not work any more. `at`: when, in milliseconds, to the second. */
  | { readonly kind: "removed"; readonly from: Origin; readonly at: number | null }
  | { readonly kind: "ignored"; readonly reason: string };

/** Nothing is done with it, and why. */
export function ignore(reason: string): Extract<SlackNews, { kind: "ignored" }> {
  return { kind: "ignored", reason };
}
