import type { Delivered, Shown } from "../adapter.ts";
import { isSeen } from "../seeing.ts";
import { collectFiles, type Upload } from "../uploads.ts";
import { renderCard } from "./look/card.ts";
import type { Rendered } from "./look/content.ts";
import { attachmentName } from "./look/files.ts";
import { renderMessage } from "./look/message.ts";
import { channelOf, commanderOf, direct } from "./place.ts";
import { outcomeOf, type Posting } from "./posting.ts";
import type { Replies } from "./replies.ts";
import type { Threads } from "./threads.ts";

/** Shows what the outbox holds. */
export type Showing = { show(shown: Shown): Promise<Delivered> };

/** A message that only one person saw: it cannot be found or changed any more. */
const unseen = "private";

/** What Discord takes of one file without boosts, and of one message with its files (platforms.md: 4). */
const most = { file: 10 * 1024 ** 2, message: 24 * 1024 ** 2, files: 10 };

type Means = {
  readonly posting: Posting;
  readonly replies: Replies;
  readonly threads: Pick<Threads, "rootOf">;
  /** Takes secrets out of what is uploaded: of messages they are out already. */
  readonly redact: (text: string) => string;
  readonly now?: () => number;
};

/** Where messages go: a channel, and there to which message they reply. */
type Target = { readonly channel: string; readonly replyTo: string | null };

export function openShowing({ posting, replies, threads, redact, now = Date.now }: Means): Showing {
  const showParts = async (shown: Shown, { parts }: Rendered, at: Target, refs: readonly string[]): Promise<Delivered> => {
    const showing: string[] = [];
    for (const [index, part] of parts.entries()) {
      const ref = refs[index];
      const answer = await (ref === undefined ? posting.post(shown.key, index, part, at) : posting.change(ref, shown.key, index, part));
      if (answer.kind !== "shown") return answer;
      showing.push(...answer.refs);
    }
    for (const ref of refs.slice(parts.length)) {
      const answer = await posting.remove(ref);
      if (answer.kind !== "shown") return answer;
    }
    return { kind: "shown", refs: showing };
  };
  const attach = async (shown: Shown, { files }: Rendered, at: Target, names: readonly string[]): Promise<Delivered> => {
    const artifacts = shown.content.kind === "post" && shown.content.message.kind === "result" ? shown.content.message.artifacts : [];
    const uploads = await collectFiles(files, artifacts, { mostBytes: most.file, redact });
    const missing = uploads.map(nameApart).filter(({ name }) => !names.includes(name));
    for (const [index, batch] of batchesOf(missing).entries()) {
      const answer = await posting.upload(shown.key, index, batch, at);
      // A file that Discord does not take is named in the message all the same.
      if (answer.kind === "later") return answer;
    }
    return { kind: "shown", refs: [] };
  };
  const showThere = async (shown: Shown, rendered: Rendered, at: Target): Promise<Delivered> => {
    const there = shown.isDoubtful ? await posting.findThere(shown.key, at.channel) : { refs: shown.refs, names: [] };
    const delivered = await showParts(shown, rendered, at, there.refs);
    if (delivered.kind !== "shown" || shown.refs.length > 0) return delivered;
    const attached = await attach(shown, rendered, at, there.names);
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
      const delivered = await showThere(shown, rendered, threads.rootOf(address));
      const isNowhere = delivered.kind === "impossible" && shown.refs.length === 0;
      return isNowhere ? showInstead(shown, rendered, delivered.why) : delivered;
    },
  };
}

/** Null: there is nothing to see yet. */
function render(shown: Shown, now: number): Rendered | null {
  const { content, asked, task } = shown;
  if (!isSeen(shown)) return null;
  if (content.kind === "post") return renderMessage(content.message, asked);
  return task === null ? null : renderCard(content.card, now, task);
}

/** Under a name that Discord keeps, and no two under one. */
function nameApart(upload: Upload, index: number, all: readonly Upload[]): Upload {
  const name = attachmentName(upload.name);
  const isTaken = all.slice(0, index).some((other) => attachmentName(other.name) === name);
  return { ...upload, name: isTaken ? attachmentName(`${index + 1}-${upload.name}`) : name };
}

/** As many files in a message as it takes. */
function batchesOf(uploads: readonly Upload[]): readonly (readonly Upload[])[] {
  const batches: Upload[][] = [];
  for (const upload of uploads) {
    const last = batches.at(-1);
    const bytes = (last ?? []).reduce((sum, { content }) => sum + content.length, upload.content.length);
    if (last !== undefined && last.length < most.files && bytes <= most.message) last.push(upload);
    else batches.push([upload]);
  }
  return batches;
}
