import { z } from "zod";
import type { Delivered, Desk, Shown } from "../adapter.ts";
import type { Answer } from "../answer.ts";
import { isSeen } from "../seeing.ts";
import { renderCard } from "./blocks/card.ts";
import type { Rendered, SlackContent } from "./blocks/content.ts";
import { renderMessage } from "./blocks/message.ts";
import { postDirectly } from "./direct.ts";
import { commanderOf, placeOf } from "./place.ts";
import { findThere, metadataOf, nothingThere, refOf, type There } from "./posted.ts";
import { attach } from "./uploads.ts";
import type { Web } from "./web.ts";

/** Shows what the outbox holds in one workspace. */
export type Showing = { show(shown: Shown): Promise<Delivered> };

/** A message that only one person saw: it cannot be found or changed any more. */
const unseen = "private";

const Posted = z.object({ ts: z.string(), channel: z.string().nullish() });

/** What showing works with. Of messages secrets are out already, of files they are not. */
type Means = { readonly web: Web; readonly desk: Pick<Desk, "redact" | "shownBy" | "log"> };

export function openShowing(means: Means, me: { readonly user: string }, now: () => number = Date.now): Showing {
  const { web, desk } = means;
  const isShown = async (ref: string) => (await desk.shownBy(ref)) !== null;
  return {
    show: async (shown) => {
      const rendered = render(shown, now());
      if (rendered === null) return { kind: "shown", refs: shown.refs };
      const alone = shown.audience?.id ?? commanderOf(shown.address);
      if (alone !== null) return tellInPrivate(web, shown, rendered, alone);
      const there = shown.isDoubtful ? await findThere(web, me, isShown, shown, rendered.parts) : { ...nothingThere, refs: shown.refs };
      const delivered = await showParts(means, shown, rendered, there);
      const isNowhere = delivered.kind === "impossible" && there.refs.length === 0;
      return isNowhere ? showInstead(means, shown, rendered, delivered.why) : delivered;
    },
  };
}

/** Null: there is nothing to see yet. */
function render({ content, asked, refs, task, isDoubtful }: Shown, now: number): Rendered | null {
  if (content.kind === "post") return renderMessage(content.message, asked);
  return task !== null && isSeen({ content, refs, task, isDoubtful }) ? renderCard(content.card, now, task) : null;
}

async function tellInPrivate(web: Web, { address }: Shown, { parts }: Rendered, user: string): Promise<Delivered> {
  for (const { text, blocks } of parts) {
    const message = { text, blocks, ...quiet };
    const answer = await web.call("chat.postEphemeral", { ...placeOf(address), user, ...message }, z.unknown());
    // Whoever is not in the room, or decided on the home tab, is told in their own messages with us.
    const told = answer.kind === "refused" ? await postDirectly(web, user, message) : answer;
    if (told.kind !== "ok") return outcomeOf(told);
  }
  return { kind: "shown", refs: [unseen] };
}

/** Each part in its own message: those that are there are changed, others posted; a part too many is said to have gone. */
async function showParts(means: Means, shown: Shown, { parts, files }: Rendered, there: There): Promise<Delivered> {
  const { web } = means;
  const { refs } = there;
  const showing: string[] = [];
  for (const [index, part] of parts.entries()) {
    const ref = refs[index];
    const answer = await (ref === undefined
      ? post(web, part, metadataOf(shown.key, index), placeOf(shown.address))
      : changeOrGoOn(web, shown, ref, part, metadataOf(shown.key, index)));
    if (answer.kind !== "shown") return answer;
    showing.push(...answer.refs);
  }
  for (const [index, ref] of refs.slice(parts.length).entries()) {
    const answer = await change(web, ref, { text: "…", blocks: [] }, metadataOf(shown.key, parts.length + index));
    if (answer.kind !== "shown") return answer;
    showing.push(...answer.refs);
  }
  const isNew = shown.refs.length === 0;
  return (isNew ? await bring(means, shown, files, there, placeOf(shown.address)) : null) ?? { kind: "shown", refs: showing };
}

/** Files beside a new message. Null: all that can be brought is there. */
function bring({ web, desk }: Means, shown: Shown, files: Rendered["files"], there: There, at: Target): Promise<Delivered | null> {
  const means = { web, desk, post: (part: SlackContent, key: string, index: number) => post(web, part, metadataOf(key, index), at) };
  return attach(means, shown, files, there, { channel: at.channel, thread: at.thread_ts ?? null });
}

type Target = { readonly channel: string; readonly thread_ts?: string };

async function post(web: Web, { text, blocks }: SlackContent, metadata: object, at: Target): Promise<Delivered> {
  const answer = await web.call("chat.postMessage", { ...at, text, blocks, metadata, ...quiet }, Posted);
  return answer.kind === "ok" ? { kind: "shown", refs: [refOf(answer.value.channel ?? at.channel, answer.value.ts)] } : outcomeOf(answer);
}

/**
 * What cannot be shown where it belongs (the room is gone, or the bot was put out of it) goes to the one it is for, in their own
 * messages with us (architecture: outbox): its buttons are as good there.
 */
async function showInstead(means: Means, shown: Shown, { parts, files }: Rendered, why: string): Promise<Delivered> {
  const user = shown.asked.map((one) => /^slack:([UW][A-Z0-9]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
  if (user === undefined) return { kind: "impossible", why };
  const refs: string[] = [];
  for (const [index, part] of parts.entries()) {
    const answer = await postDirectly(means.web, user, { ...part, metadata: metadataOf(shown.key, index), ...quiet });
    if (answer.kind === "later") return outcomeOf(answer);
    if (answer.kind === "refused") return { kind: "impossible", why: `${why}; to ${user}: ${answer.why}` };
    refs.push(refOf(answer.value.channel, answer.value.ts));
  }
  const channel = refs[0]?.split("/")[0] ?? user;
  return (await bring(means, shown, files, nothingThere, { channel })) ?? { kind: "shown", refs, instead: why };
}

async function change(web: Web, ref: string, content: SlackContent, metadata: object): Promise<Delivered> {
  const answer = await update(web, ref, content, metadata);
  return answer.kind === "ok" ? { kind: "shown", refs: [ref] } : outcomeOf(answer);
}

/** Some workspaces let nobody edit what is older than they say. */
const frozen: ReadonlySet<string> = new Set(["edit_window_closed", "cant_update_message"]);

/** What cannot be changed any more goes on as a new message, where it was. */
async function changeOrGoOn(web: Web, { address }: Shown, ref: string, content: SlackContent, metadata: object): Promise<Delivered> {
  const answer = await update(web, ref, content, metadata);
  if (answer.kind === "ok") return { kind: "shown", refs: [ref] };
  if (answer.kind !== "refused" || !frozen.has(answer.why.split(";")[0] ?? "")) return outcomeOf(answer);
  const [channel = ""] = ref.split("/");
  return post(web, content, metadata, channel === address.room ? placeOf(address) : { channel });
}

function update(web: Web, ref: string, { text, blocks }: SlackContent, metadata: object): Promise<Answer<unknown>> {
  const [channel = "", ts = ""] = ref.split("/");
  return web.call("chat.update", { channel, ts, text, blocks, metadata, ...quiet }, z.unknown());
}

/** Nothing a model wrote makes a preview, or is read for names. */
const quiet = { unfurl_links: false, unfurl_media: false, link_names: false } as const;

/** A place that is gone stays gone; a message that was removed by hand is left alone. */
function outcomeOf(answer: Exclude<Answer<unknown>, { kind: "ok" }>): Delivered {
  if (answer.kind === "later") return { kind: "later", afterMs: answer.afterMs };
  return { kind: "impossible", why: `Slack: ${answer.why}` };
}
