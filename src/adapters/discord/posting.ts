import { z } from "zod";
import type { Delivered } from "../adapter.ts";
import type { Upload } from "../uploads.ts";
import type { DiscordContent } from "./look/content.ts";
import { addFiles, renderFiles } from "./look/files.ts";
import { attached, filesName, markOf, onceAs, onceName, partName } from "./marks.ts";
import { flags } from "./replies.ts";
import { type Replied, refusals, type Web } from "./web.ts";

/** Messages of ours as Discord keeps them. */
export type Posting = {
  /** With files, where they can be had in a message: the answer says which of them are in it. */
  post(key: string, part: number, content: DiscordContent, at: Target, files?: readonly Upload[]): Promise<Put>;
  /** `mayHaveFiles`: files may be in it, and then stay. */
  change(ref: string, key: string, part: number, content: DiscordContent, mayHaveFiles: boolean): Promise<Delivered | Gone>;
  remove(ref: string): Promise<Delivered>;
  /** Files beside what is shown under a key, in one message; `about`: what that is about, for people. */
  upload(key: string, files: readonly Upload[], about: string | null, at: Target): Promise<Delivered>;
};

/** Somebody took the message away. */
type Gone = { readonly kind: "gone" };

/** What became of a message that is new, and the names of the files in it. */
export type Put =
  | Exclude<Delivered, { kind: "shown" }>
  | { readonly kind: "shown"; readonly refs: readonly string[]; readonly files: readonly string[] };

/** Where messages go: a channel, and there to which message they reply. `instead`: the ref of one that is gone, and comes anew. */
export type Target = { readonly channel: string; readonly replyTo: string | null; readonly instead?: string };

/** `1290/1291`: how a message of ours is found again. */
export function refOf(channel: string, message: string): string {
  return `${channel}/${message}`;
}

const Files = z.array(z.object({ filename: z.string() })).nullish();
const Posted = z.object({ id: z.string(), attachments: Files });
const Found = z.object({ attachments: Files });

/** Discord's own numbers for what passes by itself: too much is written in a place, or to all of it. */
const passing: ReadonlySet<number> = new Set([20_016, 20_028, 20_029, 40_062, 130_000]);
const passingMs = 5_000;

/** So many messages are remembered of which nobody heard whether they came with their files. */
const mostUnheard = 1_000;

export function openPosting(web: Web): Posting {
  const unheard = new Set<string>();
  const send = openSend(web);
  const edit = async (ref: string, body: object): Promise<Replied<unknown>> => {
    const [channel = "", message = ""] = ref.split("/");
    const change = () => web.call("PATCH", `/channels/${channel}/messages/${message}`, { body }, z.unknown());
    const answer = await change();
    if (answer.kind !== "refused" || answer.code !== refusals.archived) return answer;
    // A thread that nobody wrote in goes to sleep: what it shows can be changed once it is awake.
    const woken = await web.call("PATCH", `/channels/${channel}`, { body: { archived: false } }, z.unknown());
    return woken.kind === "ok" ? change() : woken;
  };
  return {
    post: async (key, part, content, at, files = []) => {
      const name = partName(key, part);
      const once = onceName(at.channel, name, at.instead === undefined ? [] : [at.instead]);
      // An upload that has no end does not hold the words up for ever: once it is left to follow.
      const along = unheard.has(once) ? [] : files;
      const names = along.map((file) => file.name);
      try {
        return await send({ ...shownAs(addFiles(content, names), name), ...attached(names), ...onceAs(once) }, along, at);
      } catch (error) {
        if (unheard.size >= mostUnheard) unheard.clear();
        if (along.length > 0) unheard.add(once);
        throw error;
      }
    },
    change: async (ref, key, part, content, mayHaveFiles) => {
      const files = mayHaveFiles ? await filesIn(web, ref) : [];
      if ("kind" in files) return files;
      const answer = await edit(ref, shownAs(addFiles(content, files), partName(key, part)));
      if (answer.kind === "refused" && answer.code === refusals.unknownMessage) return { kind: "gone" };
      return answer.kind === "ok" ? { kind: "shown", refs: [ref] } : outcomeOf(answer);
    },
    remove: async (ref) => {
      const [channel = "", message = ""] = ref.split("/");
      const answer = await web.call("DELETE", `/channels/${channel}/messages/${message}`, {}, z.unknown());
      const isGone = answer.kind === "ok" || (answer.kind === "refused" && answer.code === refusals.unknownMessage);
      return isGone ? { kind: "shown", refs: [] } : outcomeOf(answer);
    },
    upload: (key, files, about, at) => {
      const name = filesName(key);
      const names = files.map((file) => file.name);
      // Of those that were missing a repeat brings fewer, or one alone: their names say which message it is, no place in a row.
      const once = onceAs(onceName(at.channel, name, names));
      return send({ ...shownAs(renderFiles(names, about), name), ...attached(names), ...once }, files, at);
    },
  };
}

/** A new message as Discord takes it, and the names of the files that came with it. */
function openSend(web: Web) {
  return async (body: object, files: readonly Upload[], { channel, replyTo }: Target): Promise<Put> => {
    const reference = replyTo === null ? {} : { message_reference: { message_id: replyTo, fail_if_not_exists: false } };
    const sent = files.map(({ name, content }) => ({ name, data: content }));
    const answer = await web.call(
      "POST",
      `/channels/${channel}/messages`,
      { body: { ...body, ...reference }, ...(sent.length === 0 ? {} : { files: sent }) },
      Posted,
    );
    return answer.kind === "ok"
      ? { kind: "shown", refs: [refOf(channel, answer.value.id)], files: namesOf(answer.value) }
      : outcomeOf(answer);
  };
}

/** Names of the files in a message as it is. Where Discord does not show it none are known: an edit says what is wrong. */
async function filesIn(web: Web, ref: string): Promise<readonly string[] | Exclude<Delivered, { kind: "shown" }>> {
  const [channel = "", message = ""] = ref.split("/");
  const answer = await web.call("GET", `/channels/${channel}/messages/${message}`, {}, Found);
  if (answer.kind === "later") return outcomeOf(answer);
  return answer.kind === "ok" ? namesOf(answer.value) : [];
}

function namesOf({ attachments }: z.output<typeof Found>): readonly string[] {
  return (attachments ?? []).map(({ filename }) => filename);
}

function shownAs({ components, mentions: { users, roles } }: DiscordContent, name: string) {
  const [first, ...others] = components;
  const marked = first === undefined ? [] : [{ ...first, id: markOf(name) }, ...others];
  return { components: marked, flags: flags.componentsV2, allowed_mentions: { parse: [], users, roles } };
}

/** What an operator, or whoever it is for, can do about it. */
const cures: Readonly<Record<number, string>> = {
  [refusals.unknownChannel]: "the channel or the thread was deleted",
  [refusals.noAccess]: "invite the bot, or let it see the channel",
  [refusals.noPermission]: "let the bot see the channel, send messages there and in threads, attach files and read the history",
  [refusals.noDirects]: "they have to allow direct messages of the server they share with the bot",
  [refusals.archived]: "unlock the thread",
  [refusals.locked]: "unlock the thread",
};

/** A place that is gone stays gone. */
export function outcomeOf(answer: Exclude<Replied<unknown>, { kind: "ok" }>): Exclude<Delivered, { kind: "shown" }> {
  if (answer.kind === "later") return { kind: "later", afterMs: answer.afterMs };
  if (passing.has(answer.code)) return { kind: "later", afterMs: passingMs };
  const cure = cures[answer.code];
  return { kind: "impossible", why: `Discord: ${answer.why}${cure === undefined ? "" : `; ${cure}`}` };
}
