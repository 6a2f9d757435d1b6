import { z } from "zod";
import type { Shown } from "../adapter.ts";
import type { SlackContent } from "./blocks/content.ts";
import { Paged, pagesOf } from "./pages.ts";
import type { Web } from "./web.ts";

/** `C1/1712.0001`: how a message of ours is found again. */
export function refOf(room: string, ts: string): string {
  return `${room}/${ts}`;
}

/** Written on every message of ours: which of the outbox it shows, and which part (platforms.md: 3.4, no idempotency key). */
const metadataType = "adjutant_message";

/** `key`: of a `Shown`, or of a file that is shown as text beside it. */
export function metadataOf(key: string, part: number) {
  return { event_type: metadataType, event_payload: { key, part } };
}

/** What an earlier try posted: the parts of the message, titles of files, and what else is marked as ours (`marks` by key and part). */
export type There = { readonly refs: readonly string[]; readonly titles: readonly string[]; readonly marks: ReadonlySet<string> };
export const nothingThere: There = { refs: [], titles: [], marks: new Set() };

export function markOf(key: string, part: number): string {
  return `${key} ${part}`;
}

const Found = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().nullish(),
      text: z.string().nullish(),
      blocks: z.unknown().optional(),
      metadata: z.object({ event_type: z.string().nullish(), event_payload: z.record(z.string(), z.unknown()).nullish() }).nullish(),
      files: z.array(z.object({ title: z.string().nullish() })).nullish(),
    }),
  ),
  ...Paged,
});
type Message = z.output<typeof Found>["messages"][number];

/** Looks for what an earlier try may have posted, by what is written on it. */
export async function findThere(
  web: Web,
  me: { readonly user: string },
  isShown: (ref: string) => Promise<boolean>,
  { address: { room, thread }, key }: Shown,
  parts: readonly SlackContent[],
): Promise<There> {
  const messages = await threadOf(web, room, thread);
  const marked = messages.flatMap((message) => marksOf(message));
  const titles = messages.flatMap(({ files }) => files ?? []).flatMap(({ title }) => title ?? []);
  const marks = new Set(marked.map((one) => markOf(one.key, one.part)));
  const ours = marked.filter((one) => one.key === key).toSorted((one, other) => one.part - other.part);
  const refs = new Map(ours.map(({ part, ts }) => [part, refOf(room, ts)])).values();
  // Slack gives back what is written on a message; where nothing is, no message of ours has anything.
  if (marks.size > 0) return { refs: [...refs], titles, marks };
  const own = messages.filter(({ user }) => user === me.user).map((message) => ({ ...message, ref: refOf(room, message.ts) }));
  return { refs: await findByLook(own, isShown, parts, key), titles, marks };
}

async function threadOf(web: Web, channel: string, ts: string): Promise<readonly Message[]> {
  const found: Message[] = [];
  for await (const page of pagesOf(web, "conversations.replies", { channel, ts, include_all_metadata: true, limit: 200 }, Found))
    found.push(...page.messages);
  return found.toSorted((one, other) => Number(one.ts) - Number(other.ts));
}

function marksOf({ ts, metadata }: Message): readonly { readonly key: string; readonly part: number; readonly ts: string }[] {
  const { key, part } = metadata?.event_payload ?? {};
  const isOurs = metadata?.event_type === metadataType && typeof key === "string" && typeof part === "number";
  return isOurs ? [{ key, part, ts }] : [];
}

/**
 * The parts as far as they are there, word for word, and are not known to show something else. The last has the buttons, which
 * name an approval, and may have been decided since.
 */
async function findByLook(
  own: readonly (Message & { readonly ref: string })[],
  isShown: (ref: string) => Promise<boolean>,
  parts: readonly SlackContent[],
  key: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { text, blocks, ref } of own) {
    const isLast = found.length === parts.length - 1;
    const isIt = text === parts[found.length]?.text || (isLast && JSON.stringify(blocks ?? null).includes(`"${key}"`));
    if (isIt && !(await isShown(ref))) found.push(ref);
  }
  return found;
}
