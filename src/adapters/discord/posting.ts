import { z } from "zod";
import type { Delivered } from "../adapter.ts";
import type { Upload } from "../uploads.ts";
import type { DiscordContent } from "./look/content.ts";
import { renderFiles } from "./look/files.ts";
import { filesName, markOf, onceAs, onceName, partName } from "./marks.ts";
import { flags } from "./replies.ts";
import { type Replied, refusals, type Web } from "./web.ts";

/** Messages of ours as Discord keeps them. */
export type Posting = {
  post(key: string, part: number, content: DiscordContent, at: Target): Promise<Delivered>;
  change(ref: string, key: string, part: number, content: DiscordContent): Promise<Delivered>;
  remove(ref: string): Promise<Delivered>;
  /** Files beside what is shown under a key, in one message. */
  upload(key: string, files: readonly Upload[], at: Target): Promise<Delivered>;
};

/** Where messages go: a channel, and there to which message they reply. */
export type Target = { readonly channel: string; readonly replyTo: string | null };

/** `1290/1291`: how a message of ours is found again. */
export function refOf(channel: string, message: string): string {
  return `${channel}/${message}`;
}

const Posted = z.object({ id: z.string() });

/** Discord's own numbers for what passes by itself: too much is written in a place, or to all of it. */
const passing: ReadonlySet<number> = new Set([20_016, 20_028, 20_029, 40_062, 130_000]);
const passingMs = 5_000;
const archived = 50_083;

export function openPosting(web: Web): Posting {
  const send = async (body: object, files: readonly Upload[], { channel, replyTo }: Target): Promise<Delivered> => {
    const reference = replyTo === null ? {} : { message_reference: { message_id: replyTo, fail_if_not_exists: false } };
    const sent = files.map(({ name, content }) => ({ name, data: content }));
    const answer = await web.call(
      "POST",
      `/channels/${channel}/messages`,
      { body: { ...body, ...reference }, ...(sent.length === 0 ? {} : { files: sent }) },
      Posted,
    );
    return answer.kind === "ok" ? { kind: "shown", refs: [refOf(channel, answer.value.id)] } : outcomeOf(answer);
  };
  const edit = async (ref: string, body: object): Promise<Replied<unknown>> => {
    const [channel = "", message = ""] = ref.split("/");
    const change = () => web.call("PATCH", `/channels/${channel}/messages/${message}`, { body }, z.unknown());
    const answer = await change();
    if (answer.kind !== "refused" || answer.code !== archived) return answer;
    // A thread that nobody wrote in goes to sleep: what it shows can be changed once it is awake.
    const woken = await web.call("PATCH", `/channels/${channel}`, { body: { archived: false } }, z.unknown());
    return woken.kind === "ok" ? change() : woken;
  };
  return {
    post: (key, part, content, at) => {
      const name = partName(key, part);
      return send({ ...shownAs(content, name), ...onceAs(onceName(at.channel, name)) }, [], at);
    },
    change: async (ref, key, part, content) => {
      const answer = await edit(ref, shownAs(content, partName(key, part)));
      return answer.kind === "ok" ? { kind: "shown", refs: [ref] } : outcomeOf(answer);
    },
    remove: async (ref) => {
      const [channel = "", message = ""] = ref.split("/");
      const answer = await web.call("DELETE", `/channels/${channel}/messages/${message}`, {}, z.unknown());
      const isGone = answer.kind === "ok" || (answer.kind === "refused" && answer.code === refusals.unknownMessage);
      return isGone ? { kind: "shown", refs: [] } : outcomeOf(answer);
    },
    upload: (key, files, at) => {
      const name = filesName(key);
      const names = files.map((file) => file.name);
      const attachments = names.map((filename, id) => ({ id: `${id}`, filename }));
      // Of those that were missing a repeat brings fewer, or one alone: their names say which message it is, no place in a row.
      return send({ ...shownAs(renderFiles(names), name), attachments, ...onceAs(onceName(at.channel, name, names)) }, files, at);
    },
  };
}

function shownAs({ components, mentions: { users, roles } }: DiscordContent, name: string) {
  const [first, ...others] = components;
  const marked = first === undefined ? [] : [{ ...first, id: markOf(name) }, ...others];
  return { components: marked, flags: flags.componentsV2, allowed_mentions: { parse: [], users, roles } };
}

/** A place that is gone stays gone; a message that was removed by hand is left alone. */
export function outcomeOf(answer: Exclude<Replied<unknown>, { kind: "ok" }>): Exclude<Delivered, { kind: "shown" }> {
  if (answer.kind === "later") return { kind: "later", afterMs: answer.afterMs };
  if (passing.has(answer.code)) return { kind: "later", afterMs: passingMs };
  return { kind: "impossible", why: `Discord: ${answer.why}` };
}
