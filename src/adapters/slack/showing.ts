import { z } from "zod";
import type { Delivered, Shown } from "../adapter.ts";
import type { Answer } from "../answer.ts";
import { collectFiles } from "../uploads.ts";
import { renderCard } from "./blocks/card.ts";
import type { Rendered, SlackContent } from "./blocks/content.ts";
import { renderMessage } from "./blocks/message.ts";
import { Paged, pagesOf } from "./pages.ts";
import { commanderOf, placeOf } from "./place.ts";
import type { Web } from "./web.ts";

/** Shows what the outbox holds in one workspace. */
export type Showing = { show(shown: Shown): Promise<Delivered> };

/** `C1/1712.0001`: how a message of ours is found again. */
export function refOf(room: string, ts: string): string {
  return `${room}/${ts}`;
}

/** A message that only one person saw: it cannot be found or changed any more. */
const unseen = "private";

/** Written on every message of ours: which of the outbox it shows, and which part (platforms.md: 3.4, no idempotency key). */
const metadataType = "adjutant_message";

const Posted = z.object({ ts: z.string(), channel: z.string() });
const Private = z.object({ message_ts: z.string().optional() });
const Found = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()).optional() }).optional(),
      files: z.array(z.object({ title: z.string().nullish() })).optional(),
    }),
  ),
  ...Paged,
});

/** `redact` takes secrets out of what is uploaded: of messages they are out already. */
export function openShowing(web: Web, redact: (text: string) => string, now: () => number = Date.now): Showing {
  return {
    show: async (shown) => {
      const rendered = render(shown, now());
      if (rendered === null) return { kind: "shown", refs: shown.refs };
      const alone = shown.audience?.id ?? commanderOf(shown.address);
      if (alone !== null) return tellInPrivate(web, shown, rendered, alone);
      const there = shown.isDoubtful ? await findThere(web, shown) : { refs: shown.refs, titles: [] };
      const delivered = await showParts({ web, redact }, shown, rendered, there);
      const isNowhere = delivered.kind === "impossible" && there.refs.length === 0;
      return isNowhere ? showInstead(web, shown, rendered, delivered.why) : delivered;
    },
  };
}

/** Null: there is nothing to see yet. A card appears when work begins: until then questions and the plan say everything. */
function render({ content, asked, refs, task }: Shown, now: number): Rendered | null {
  if (content.kind === "post") return renderMessage(content.message, asked);
  const { card } = content;
  const isBegun = card.approvedBy !== null || card.steps.some(({ status }) => status !== "pending");
  return task !== null && (isBegun || refs.length > 0) ? renderCard(card, now, task) : null;
}

async function tellInPrivate(web: Web, { address }: Shown, { parts }: Rendered, user: string): Promise<Delivered> {
  for (const { text, blocks } of parts) {
    const message = { text, blocks, ...quiet };
    const answer = await web.call("chat.postEphemeral", { ...placeOf(address), user, ...message }, Private);
    // Whoever is not in the room, or decided on the home tab, is told in their own messages with us.
    const told = answer.kind === "refused" ? await web.call("chat.postMessage", { channel: user, ...message }, Posted) : answer;
    if (told.kind !== "ok") return outcomeOf(told);
  }
  return { kind: "shown", refs: [unseen] };
}

/** Slack takes more; a thread is no place for it. */
const mostBytes = 20 * 1024 ** 2;

type Means = { readonly web: Web; readonly redact: (text: string) => string };
type There = { readonly refs: readonly string[]; readonly titles: readonly string[] };

/** Each part in its own message: those that are there are changed, others posted; a part too many is said to have gone. */
async function showParts({ web, redact }: Means, shown: Shown, { parts, files }: Rendered, { refs, titles }: There): Promise<Delivered> {
  const showing: string[] = [];
  for (const [index, part] of parts.entries()) {
    const ref = refs[index];
    const answer = await (ref === undefined
      ? post(web, shown, part, index, placeOf(shown.address))
      : change(web, ref, part, metadataOf(shown, index)));
    if (answer.kind !== "shown") return answer;
    showing.push(...answer.refs);
  }
  for (const [index, ref] of refs.slice(parts.length).entries()) {
    const answer = await change(web, ref, { text: "…", blocks: [] }, metadataOf(shown, parts.length + index));
    if (answer.kind !== "shown") return answer;
    showing.push(...answer.refs);
  }
  const isNew = shown.refs.length === 0;
  return isNew ? attach({ web, redact }, shown, files, { refs: showing, titles }) : { kind: "shown", refs: showing };
}

type Target = { readonly channel: string; readonly thread_ts?: string };

async function post(web: Web, shown: Shown, { text, blocks }: SlackContent, index: number, at: Target): Promise<Delivered> {
  const message = { ...at, text, blocks, metadata: metadataOf(shown, index), ...quiet };
  const answer = await web.call("chat.postMessage", message, Posted);
  return answer.kind === "ok" ? { kind: "shown", refs: [refOf(answer.value.channel, answer.value.ts)] } : outcomeOf(answer);
}

/**
 * What cannot be shown where it belongs (the room is gone, or the bot was put out of it) goes to the one it is for, in their own
 * messages with us (architecture: outbox): its buttons are as good there.
 */
async function showInstead(web: Web, shown: Shown, { parts }: Rendered, why: string): Promise<Delivered> {
  const user = shown.asked.map((one) => /^slack:([UW][A-Z0-9]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
  if (user === undefined) return { kind: "impossible", why };
  const refs: string[] = [];
  for (const [index, part] of parts.entries()) {
    const answer = await post(web, shown, part, index, { channel: user });
    if (answer.kind === "later") return answer;
    if (answer.kind === "impossible") return { kind: "impossible", why: `${why}; to ${user}: ${answer.why}` };
    refs.push(...answer.refs);
  }
  return { kind: "shown", refs, instead: why };
}

async function change(web: Web, ref: string, { text, blocks }: SlackContent, metadata: object): Promise<Delivered> {
  const [channel = "", ts = ""] = ref.split("/");
  const answer = await web.call("chat.update", { channel, ts, text, blocks, metadata, ...quiet }, Posted);
  return answer.kind === "ok" ? { kind: "shown", refs: [ref] } : outcomeOf(answer);
}

/** What is too long for a message, and what the task made. */
async function attach({ web, redact }: Means, shown: Shown, files: Rendered["files"], there: There): Promise<Delivered> {
  const { room, thread } = shown.address;
  const artifacts = shown.content.kind === "post" && shown.content.message.kind === "result" ? shown.content.message.artifacts : [];
  for (const file of await collectFiles(files, artifacts, { mostBytes, redact })) {
    // The title says what it belongs to: a file takes no metadata, and is not to come twice.
    if (there.titles.includes(file.title)) continue;
    const answer = await web.upload(file, { channel: room, thread });
    // A file that Slack does not take is named in the message all the same.
    if (answer.kind === "later") return answer;
  }
  return { kind: "shown", refs: there.refs };
}

/** Looks for what an earlier try may have posted, by what is written on it. */
async function findThere(web: Web, { address, key }: Shown): Promise<There> {
  const found = new Map<number, string>();
  const titles: string[] = [];
  const where = { channel: address.room, ts: address.thread, include_all_metadata: true, limit: 200 };
  for await (const { messages } of pagesOf(web, "conversations.replies", where, Found)) {
    for (const { ts, metadata, files = [] } of messages) {
      const { key: theirs, part } = metadata?.event_payload ?? {};
      if (metadata?.event_type === metadataType && theirs === key && typeof part === "number") found.set(part, refOf(address.room, ts));
      titles.push(...files.flatMap(({ title }) => title ?? []));
    }
  }
  const parts = [...found.keys()].toSorted((one, other) => one - other);
  return { refs: parts.flatMap((part) => found.get(part) ?? []), titles };
}

function metadataOf({ key }: Shown, part: number) {
  return { event_type: metadataType, event_payload: { key, part } };
}

/** Nothing a model wrote makes a preview, or is read for names. */
const quiet = { unfurl_links: false, unfurl_media: false, link_names: false } as const;

/** A place that is gone stays gone; a message that was removed by hand is left alone. */
function outcomeOf(answer: Exclude<Answer<unknown>, { kind: "ok" }>): Delivered {
  if (answer.kind === "later") return { kind: "later", afterMs: answer.afterMs };
  return { kind: "impossible", why: `Slack: ${answer.why}` };
}
