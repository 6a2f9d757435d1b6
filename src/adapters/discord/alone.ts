import type { Delivered, Desk, Shown } from "../adapter.ts";
import type { Upload } from "../uploads.ts";
import type { DiscordContent, Rendered } from "./look/content.ts";
import { renderFiles } from "./look/files.ts";
import { filesName, onceName, partName } from "./marks.ts";
import { postWhole, showParts } from "./parts.ts";
import { channelOf } from "./place.ts";
import { outcomeOf, type Posting, type Put, type Target } from "./posting.ts";
import type { Replies, Whisper } from "./replies.ts";
import { nothingThere, type There } from "./there.ts";
import { refusals } from "./web.ts";

/** Shows what only one person is to see. */
export type Alone = { show(shown: Shown, rendered: Rendered, user: string): Promise<Delivered> };

type Means = {
  readonly posting: Posting;
  readonly replies: Pick<Replies, "whisper" | "change" | "directOf">;
  /** What an earlier try may have posted in a channel. */
  readonly there: (channel: string) => Promise<There>;
  readonly desk: Pick<Desk, "redact" | "log">;
};

/** The place of what was shown as an answer: it is no message of a channel, and only whoever has the answer's token can change it. */
const whispered = "private";
/** So many answers are remembered, the latest: none can be changed for longer than a quarter of an hour. */
const mostKept = 10_000;
const nowhere: Target = { channel: whispered, replyTo: null };

/**
 * As an answer to what they did, changed in place as long as Discord lets us; after that in their direct messages. There only news
 * comes: a card, and that something is closed, would ring for nothing.
 */
export function openAlone({ posting, replies, there, desk }: Means): Alone {
  const kept = new Map<string, Whisper>();
  const change = async (whisper: Whisper | undefined, content: DiscordContent | null, ref: string): Promise<Delivered> => {
    const canChange = whisper !== undefined && whisper.until > Date.now();
    const answer = canChange ? await replies.change(whisper, content) : null;
    if (answer?.kind === "later" || (answer?.kind === "refused" && answer.code === refusals.invalidForm)) return outcomeOf(answer);
    // What cannot be changed any more stays as it was seen.
    return { kind: "shown", refs: content === null ? [] : [ref] };
  };
  /** Null: they cannot be answered. `name`: by which a later try finds it. */
  const answer = async (
    { address }: Shown,
    user: string,
    name: string,
    content: DiscordContent,
    files: readonly Upload[] = [],
  ): Promise<Put | null> => {
    const answered = await replies.whisper({ user, channel: channelOf(address) }, content, files);
    if (answered === null) return null;
    if (answered.kind !== "ok") return outcomeOf(answered);
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(name, answered.value);
    return shownAs(answered.value);
  };
  const postingTo = (shown: Shown, user: string, direct: Direct): Posting => ({
    post: async (key, part, content, _, files = []) => {
      const earlier = (await direct.there()).ref(key, part);
      if (earlier !== undefined) return withFiles(await posting.change(earlier, key, part, content, true), []);
      const told = kept.get(partName(key, part));
      if (told !== undefined) return withFiles(await change(told, content, refOfWhisper(told)), told.files);
      const answered = await answer(shown, user, partName(key, part), content, files);
      if (answered !== null) return answered;
      if (shown.content.kind === "card") return { kind: "shown", refs: [], files: [] };
      return direct.post((at) => posting.post(key, part, content, at, files));
    },
    upload: async (key, files, about) => {
      const names = files.map(({ name }) => name);
      const name = onceName(whispered, filesName(key), names);
      const told = kept.get(name);
      const words = renderFiles([], about);
      const answered = told === undefined ? await answer(shown, user, name, words, files) : shownAs(told);
      return answered ?? direct.post((at) => posting.upload(key, files, about, at));
    },
    change: (ref, key, part, content, mayHaveFiles) =>
      isWhispered(ref) ? change(kept.get(partName(key, part)), content, ref) : posting.change(ref, key, part, content, mayHaveFiles),
    remove: (ref) => (isWhispered(ref) ? change(findByRef(kept, ref), null, ref) : posting.remove(ref)),
  });
  return {
    show: async (shown, rendered, user) => {
      const direct = openDirect(replies, shown.isDoubtful ? there : null, user);
      const to = postingTo(shown, user, direct);
      if (shown.refs.length > 0) return showParts(to, shown, rendered, { at: nowhere, refs: shown.refs });
      // Each part looks itself for where it is already.
      const found = { ...(await direct.there()), refs: () => [] };
      return postWhole({ posting: to, desk }, shown, rendered, { at: nowhere, there: found });
    },
  };
}

/** Somebody's direct messages with us, and what an earlier try may have posted there. */
type Direct = {
  there(): Promise<There>;
  post<Outcome>(send: (at: Target) => Promise<Outcome>): Promise<Outcome | Exclude<Delivered, { kind: "shown" }>>;
};

function openDirect({ directOf }: Pick<Replies, "directOf">, find: Means["there"] | null, user: string): Direct {
  const look = async (): Promise<There> => {
    const room = find === null ? null : await directOf(user);
    return find !== null && room?.kind === "ok" ? find(room.value) : nothingThere;
  };
  let found: Promise<There> | null = null;
  return {
    there: () => (found ??= look()),
    post: async (send) => {
      const room = await directOf(user);
      return room.kind === "ok" ? send({ channel: room.value, replyTo: null }) : outcomeOf(room);
    },
  };
}

function refOfWhisper({ message }: Whisper): string {
  return `${whispered}:${message}`;
}

function shownAs(whisper: Whisper): Put {
  return { kind: "shown", refs: [refOfWhisper(whisper)], files: whisper.files };
}

function withFiles(delivered: Delivered, files: readonly string[]): Put {
  return delivered.kind === "shown" ? { kind: "shown", refs: delivered.refs, files } : delivered;
}

function isWhispered(ref: string): boolean {
  return ref.split(":")[0] === whispered;
}

function findByRef(kept: ReadonlyMap<string, Whisper>, ref: string): Whisper | undefined {
  return [...kept.values()].find((one) => refOfWhisper(one) === ref);
}
