import { z } from "zod";
import { filesName, markOf, nonceOf, onceName, partName } from "./marks.ts";
import { refOf } from "./posting.ts";
import type { Replied, Web } from "./web.ts";

/** What an earlier try may have posted in a channel. */
export type There = {
  /** The messages that show a key, by part. */
  refs(key: string): readonly string[];
  /** The message that shows one part of it. */
  ref(key: string, part: number): string | undefined;
  /** The names of the files in it and beside it. */
  names(key: string): readonly string[];
};

/** Nothing was tried. */
export const nothingThere: There = { refs: () => [], ref: () => undefined, names: () => [] };

const Listed = z.array(
  z.object({
    id: z.string(),
    author: z.object({ id: z.string() }).nullish(),
    nonce: z.union([z.string(), z.number()]).nullish(),
    components: z.array(z.object({ id: z.number().nullish() })).nullish(),
    attachments: z.array(z.object({ filename: z.string() })).nullish(),
  }),
);
type Listed = z.output<typeof Listed>;
/** So many messages back it is looked for one of ours, a hundred at a time, and of so many parts. */
const [pages, mostParts] = [3, 50];

/** Reads what is written on our latest messages in a channel. */
export async function findThere(web: Web, channel: string, me: { readonly user: string }): Promise<There> {
  const ours: Listed = [];
  for await (const message of latest(web, channel, me.user)) ours.unshift(message);
  const ref = (key: string, part: number) => {
    const name = partName(key, part);
    const [mark, nonce] = [markOf(name), nonceOf(onceName(channel, name))];
    const found = ours.find((one) => one.components?.[0]?.id === mark || one.nonce === nonce);
    return found && refOf(channel, found.id);
  };
  const refs = (key: string) => Array.from({ length: mostParts }, (_, part) => ref(key, part)).flatMap((one) => one ?? []);
  return {
    refs,
    ref,
    names: (key) => {
      const name = filesName(key);
      const parts = refs(key);
      return ours.flatMap(({ id, components, nonce, attachments }) => {
        const names = (attachments ?? []).map(({ filename }) => filename);
        const isBeside = components?.[0]?.id === markOf(name) || nonce === nonceOf(onceName(channel, name, names));
        return isBeside || parts.includes(refOf(channel, id)) ? names : [];
      });
    },
  };
}

/** Our messages in a channel, the latest first. What Discord does not show is not there. */
async function* latest(web: Web, channel: string, user: string): AsyncGenerator<Listed[number]> {
  let before: string | null = null;
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ limit: "100", ...(before === null ? {} : { before }) });
    const answer: Replied<Listed> = await web.call("GET", `/channels/${channel}/messages`, { query }, Listed);
    if (answer.kind === "later") throw new Error("Discord does not show now what is there already");
    if (answer.kind === "refused") return;
    yield* answer.value.filter(({ author }) => author?.id === user);
    before = answer.value.at(-1)?.id ?? null;
    if (answer.value.length < 100) return;
  }
}
