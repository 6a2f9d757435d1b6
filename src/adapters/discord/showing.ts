import type { Delivered, Desk, Shown } from "../adapter.ts";
import { isSeen } from "../seeing.ts";
import { openAlone } from "./alone.ts";
import { renderCard } from "./look/card.ts";
import type { Rendered } from "./look/content.ts";
import { renderMessage } from "./look/message.ts";
import { tellWhence } from "./look/whence.ts";
import { postWhole, showParts } from "./parts.ts";
import { commanderOf, direct } from "./place.ts";
import { outcomeOf, type Posting, type Target } from "./posting.ts";
import type { Replies } from "./replies.ts";
import { nothingThere, type There } from "./there.ts";
import type { Threads } from "./threads.ts";

/** Shows what the outbox holds. */
export type Showing = { show(shown: Shown): Promise<Delivered> };

type Means = {
  readonly posting: Posting;
  readonly replies: Pick<Replies, "whisper" | "change" | "directOf">;
  readonly threads: Pick<Threads, "rootOf" | "ensure">;
  /** What an earlier try may have posted in a channel. */
  readonly there: (channel: string) => Promise<There>;
  /** Takes secrets out of what is uploaded: of messages they are out already. */
  readonly desk: Pick<Desk, "redact" | "log">;
  readonly now?: () => number;
};

export function openShowing(means: Means): Showing {
  const { threads, now = Date.now } = means;
  const alone = openAlone(means);
  return {
    show: async (shown) => {
      const rendered = render(shown, now());
      if (rendered === null) return { kind: "shown", refs: shown.refs };
      const { address, audience } = shown;
      const user = commanderOf(address) ?? (address.workspace === direct ? null : audience?.id);
      if (user != null) return alone.show(shown, rendered, user);
      if (shown.refs.length > 0) return change(means, shown, rendered);
      await threads.ensure(address, titleOf(shown), shown.earlier);
      const delivered = await post(means, shown, rendered, threads.rootOf(address));
      return delivered.kind === "impossible" ? showInstead(means, shown, rendered, delivered.why) : delivered;
    },
  };
}

/** What is new, with its files. */
async function post({ posting, there, desk }: Means, shown: Shown, rendered: Rendered, at: Target): Promise<Delivered> {
  const found = shown.isDoubtful ? await there(at.channel) : nothingThere;
  return postWhole({ posting, desk }, shown, rendered, { at, there: found });
}

/** What is there already, wherever it is: several people may have it in their direct messages. */
async function change({ posting, threads }: Means, shown: Shown, rendered: Rendered): Promise<Delivered> {
  const root = threads.rootOf(shown.address);
  const outcomes: Delivered[] = [];
  for (const [channel, refs] of byChannel(shown.refs)) {
    const isThere = channel === root.channel || channel === shown.address.room;
    const at = isThere ? root : { channel, replyTo: null };
    const changed = await showParts(posting, shown, isThere ? rendered : fromAfar(shown, rendered), { at, refs });
    if (changed.kind === "later") return changed;
    outcomes.push(changed);
  }
  return together(outcomes);
}

/**
 * What cannot be shown where it belongs (the channel is gone, or the bot was put out of it) goes to everybody it is for, in their
 * direct messages with us (architecture: outbox): its buttons are as good there, and it says why it comes.
 */
async function showInstead(means: Means, shown: Shown, rendered: Rendered, why: string): Promise<Delivered> {
  const afar = fromAfar(shown, rendered);
  const users = new Set(shown.asked.flatMap((one) => /^discord:(\d+)$/.exec(one)?.[1] ?? []));
  const outcomes: Delivered[] = [];
  for (const user of users) {
    const room = await means.replies.directOf(user);
    const told = room.kind === "ok" ? await post(means, shown, afar, { channel: room.value, replyTo: null }) : outcomeOf(room);
    if (told.kind === "later") return told;
    outcomes.push(told.kind === "impossible" ? { ...told, why: `to ${user}: ${told.why}` } : told);
  }
  const delivered = together(outcomes);
  const unheard = outcomes.flatMap((one) => (one.kind === "impossible" ? one.why : []));
  const all = [why, ...unheard].join("; ");
  return delivered.kind === "shown" ? { ...delivered, instead: all } : { kind: "impossible", why: all };
}

/** Only an answer does not name its task itself. */
function fromAfar({ content, about, address }: Shown, rendered: Rendered): Rendered {
  const isNameless = content.kind === "post" && content.message.kind === "reply";
  const whence = { about: isNameless ? about : null, link: `<#${address.room}>`, isShut: true };
  return { ...rendered, parts: rendered.parts.map((part, index) => (index === 0 ? tellWhence(part, whence) : part)) };
}

/** Whoever has it has it; it is nowhere only where nobody has. */
function together(outcomes: readonly Delivered[]): Delivered {
  const shown = outcomes.filter((one) => one.kind === "shown");
  const [failed] = outcomes;
  if (shown.length === 0) return failed ?? { kind: "impossible", why: "nobody is asked" };
  return { kind: "shown", refs: shown.flatMap(({ refs }) => refs) };
}

function byChannel(refs: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(refs, (ref) => ref.split("/")[0] ?? "");
}

function titleOf({ content }: Shown): string {
  if (content.kind === "card") return content.card.title;
  return content.message.kind === "reply" ? "" : content.message.task.title;
}

/** Null: there is nothing to see yet. */
function render(shown: Shown, now: number): Rendered | null {
  const { content, audience, task } = shown;
  // Who is the only one to see it need not be called.
  const asked = audience === null ? shown.asked : [];
  if (!isSeen(shown)) return null;
  if (content.kind === "post") return renderMessage(content.message, asked);
  return task === null ? null : renderCard(content.card, now, task);
}
