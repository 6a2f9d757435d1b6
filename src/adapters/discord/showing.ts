import type { Delivered, Shown } from "../adapter.ts";
import { isSeen } from "../seeing.ts";
import { renderCard } from "./look/card.ts";
import type { Rendered } from "./look/content.ts";
import { renderMessage } from "./look/message.ts";
import { attach, showParts } from "./parts.ts";
import { channelOf, commanderOf, direct } from "./place.ts";
import { outcomeOf, type Posting, type Target } from "./posting.ts";
import type { Replies } from "./replies.ts";
import type { Threads } from "./threads.ts";

/** Shows what the outbox holds. */
export type Showing = { show(shown: Shown): Promise<Delivered> };

/** A message that only one person saw: it cannot be found or changed any more. */
const unseen = "private";

type Means = {
  readonly posting: Posting;
  readonly replies: Replies;
  readonly threads: Pick<Threads, "rootOf" | "ensure">;
  /** Takes secrets out of what is uploaded: of messages they are out already. */
  readonly redact: (text: string) => string;
  readonly now?: () => number;
};

export function openShowing({ posting, replies, threads, redact, now = Date.now }: Means): Showing {
  const showThere = async (shown: Shown, rendered: Rendered, at: Target): Promise<Delivered> => {
    const there = shown.isDoubtful ? await posting.findThere(shown.key, at.channel) : { refs: shown.refs, names: [] };
    const delivered = await showParts(posting, shown, rendered, { at, refs: there.refs });
    if (delivered.kind !== "shown" || shown.refs.length > 0) return delivered;
    const attached = await attach({ posting, redact }, shown, rendered, { at, names: there.names });
    return attached.kind === "shown" ? delivered : attached;
  };
  /**
   * What cannot be shown where it belongs (the channel is gone, or the bot was put out of it) goes to the one it is for, in their
   * direct messages with us (architecture: outbox): its buttons are as good there.
   */
  const showInstead = async (shown: Shown, rendered: Rendered, why: string): Promise<Delivered> => {
    const user = shown.asked.map((one) => /^discord:(\d+)$/.exec(one)?.[1]).find((one) => one !== undefined);
    if (user === undefined) return { kind: "impossible", why };
    const room = await replies.directOf(user);
    if (room.kind !== "ok") return room.kind === "later" ? outcomeOf(room) : { kind: "impossible", why: `${why}; to ${user}: ${room.why}` };
    const delivered = await showThere(shown, rendered, { channel: room.value, replyTo: null });
    if (delivered.kind === "impossible") return { kind: "impossible", why: `${why}; to ${user}: ${delivered.why}` };
    return delivered.kind === "shown" ? { ...delivered, instead: why } : delivered;
  };
  const tellAlone = async ({ address }: Shown, { parts }: Rendered, user: string): Promise<Delivered> => {
    for (const part of parts) {
      const answer = await replies.tell({ user, channel: channelOf(address) }, part);
      if (answer.kind !== "ok") return outcomeOf(answer);
    }
    return { kind: "shown", refs: [unseen] };
  };
  return {
    show: async (shown) => {
      const rendered = render(shown, now());
      if (rendered === null) return { kind: "shown", refs: shown.refs };
      const { address, audience } = shown;
      const alone = commanderOf(address) ?? (address.workspace === direct ? null : audience?.id);
      if (alone != null) return tellAlone(shown, rendered, alone);
      if (shown.refs.length === 0) await threads.ensure(address, titleOf(shown));
      const delivered = await showThere(shown, rendered, threads.rootOf(address));
      const isNowhere = delivered.kind === "impossible" && shown.refs.length === 0;
      return isNowhere ? showInstead(shown, rendered, delivered.why) : delivered;
    },
  };
}

function titleOf({ content }: Shown): string {
  if (content.kind === "card") return content.card.title;
  return content.message.kind === "reply" ? "" : content.message.task.title;
}

/** Null: there is nothing to see yet. */
function render(shown: Shown, now: number): Rendered | null {
  const { content, asked, task } = shown;
  if (!isSeen(shown)) return null;
  if (content.kind === "post") return renderMessage(content.message, asked);
  return task === null ? null : renderCard(content.card, now, task);
}
