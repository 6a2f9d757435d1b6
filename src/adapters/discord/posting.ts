import { createHash } from "node:crypto";
import { z } from "zod";
import type { Delivered } from "../adapter.ts";
import type { Upload } from "../uploads.ts";
import type { DiscordContent } from "./look/content.ts";
import { renderFiles } from "./look/files.ts";
import { flags } from "./replies.ts";
import type { Replied, Web } from "./web.ts";

/** Messages of ours as Discord keeps them. */
export type Posting = {
  post(key: string, part: number, content: DiscordContent, at: Target): Promise<Delivered>;
  change(ref: string, key: string, part: number, content: DiscordContent): Promise<Delivered>;
  remove(ref: string): Promise<Delivered>;
  upload(key: string, part: number, files: readonly Upload[], at: Target): Promise<Delivered>;
  /** What an earlier try may have posted: the messages that show a key, by part, and the names of the files there. */
  findThere(key: string, channel: string): Promise<{ readonly refs: readonly string[]; readonly names: readonly string[] }>;
};

/** Where messages go: a channel, and there to which message they reply. */
export type Target = { readonly channel: string; readonly replyTo: string | null };

/** `1290/1291`: how a message of ours is found again. */
export function refOf(channel: string, message: string): string {
  return `${channel}/${message}`;
}

const Posted = z.object({ id: z.string(), channel_id: z.string() });
const Listed = z.array(
  z.object({
    id: z.string(),
    author: z.object({ id: z.string() }).nullish(),
    nonce: z.union([z.string(), z.number()]).nullish(),
    components: z.array(z.object({ id: z.number().nullish() })).nullish(),
    attachments: z.array(z.object({ filename: z.string() })).nullish(),
  }),
);
/** So many messages back it is looked for one of ours, a hundred at a time, and of so many parts. */
const [pages, mostParts] = [3, 50];

/** Discord's own numbers for what passes by itself: too much is written in a place, or to all of it. */
const passing: ReadonlySet<number> = new Set([20_016, 20_028, 20_029, 40_062, 130_000]);
const passingMs = 5_000;
const codes = { gone: 10_008, archived: 50_083 } as const;

export function openPosting(web: Web, me: { readonly user: string }): Posting {
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
    if (answer.kind !== "refused" || answer.code !== codes.archived) return answer;
    // A thread that nobody wrote in goes to sleep: what it shows can be changed once it is awake.
    const woken = await web.call("PATCH", `/channels/${channel}`, { body: { archived: false } }, z.unknown());
    return woken.kind === "ok" ? change() : woken;
  };
  return {
    post: (key, part, content, at) => send({ ...shownAs(content, key, part), ...onceAs(key, `${part}`) }, [], at),
    change: async (ref, key, part, content) => {
      const answer = await edit(ref, shownAs(content, key, part));
      return answer.kind === "ok" ? { kind: "shown", refs: [ref] } : outcomeOf(answer);
    },
    remove: async (ref) => {
      const [channel = "", message = ""] = ref.split("/");
      const answer = await web.call("DELETE", `/channels/${channel}/messages/${message}`, {}, z.unknown());
      const isGone = answer.kind === "ok" || (answer.kind === "refused" && answer.code === codes.gone);
      return isGone ? { kind: "shown", refs: [] } : outcomeOf(answer);
    },
    upload: (key, part, files, at) => {
      const attachments = files.map(({ name }, id) => ({ id: `${id}`, filename: name }));
      const content = renderFiles(files.map(({ name }) => name));
      return send({ ...shownAs(content, key, mostParts + part), attachments, ...onceAs(key, `file ${part}`) }, files, at);
    },
    findThere: async (key, channel) => {
      const [found, names]: [Map<number, string>, string[]] = [new Map(), []];
      const parts = Array.from({ length: mostParts }, (_, part) => ({ nonce: nonceOf(key, `${part}`), mark: markOf(key, part) }));
      for await (const { id, nonce, components, attachments } of latest(web, channel, me.user)) {
        const part = parts.findIndex((one) => one.nonce === nonce || one.mark === components?.[0]?.id);
        if (part >= 0) found.set(part, refOf(channel, id));
        names.push(...(attachments ?? []).map(({ filename }) => filename));
      }
      return { refs: [...found].toSorted(([one], [other]) => one - other).map(([, ref]) => ref), names };
    },
  };
}

/** Our messages in a channel, the latest first. What Discord does not show is not there. */
async function* latest(web: Web, channel: string, user: string): AsyncGenerator<z.output<typeof Listed>[number]> {
  let before: string | null = null;
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ limit: "100", ...(before === null ? {} : { before }) });
    const answer: Replied<z.output<typeof Listed>> = await web.call("GET", `/channels/${channel}/messages`, { query }, Listed);
    if (answer.kind === "later") throw new Error("Discord does not show now what is there already");
    if (answer.kind === "refused") return;
    yield* answer.value.filter(({ author }) => author?.id === user);
    before = answer.value.at(-1)?.id ?? null;
    if (answer.value.length < 100) return;
  }
}

function shownAs({ components, mentions: { users, roles } }: DiscordContent, key: string, part: number) {
  const [first, ...others] = components;
  const marked = first === undefined ? [] : [{ ...first, id: markOf(key, part) }, ...others];
  return { components: marked, flags: flags.componentsV2, allowed_mentions: { parse: [], users, roles } };
}

/** A repeat within some minutes is the first one's message, and no new one (platforms.md: 4). */
function onceAs(key: string, part: string) {
  return { nonce: nonceOf(key, part), enforce_nonce: true };
}

/** Discord takes 25 characters. */
function nonceOf(key: string, part: string): string {
  return createHash("sha256").update(`${key}/${part}`).digest("base64url").slice(0, 25);
}

/**
 * Written on every message of ours as the number of its first component: which of the outbox it shows, and which part. Discord
 * keeps it, where it does not show a nonce again.
 */
function markOf(key: string, part: number): number {
  return createHash("sha256").update(`${key}/${part}`).digest().readUInt32BE(0) & 0x7fff_ffff || 1;
}

/** A place that is gone stays gone; a message that was removed by hand is left alone. */
export function outcomeOf(answer: Exclude<Replied<unknown>, { kind: "ok" }>): Exclude<Delivered, { kind: "shown" }> {
  if (answer.kind === "later") return { kind: "later", afterMs: answer.afterMs };
  if (passing.has(answer.code)) return { kind: "later", afterMs: passingMs };
  return { kind: "impossible", why: `Discord: ${answer.why}` };
}
