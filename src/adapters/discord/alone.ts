import type { Delivered, Desk, Shown } from "../adapter.ts";
import type { DiscordContent, Rendered } from "./look/content.ts";
import { renderFiles } from "./look/files.ts";
import { tellWhence } from "./look/whence.ts";
import { filesName, onceName, partName } from "./marks.ts";
import { postWhole, showParts } from "./parts.ts";
import { channelOf, linkTo } from "./place.ts";
import { outcomeOf, type Posting, type Put, type Target } from "./posting.ts";
import type { Replies } from "./replies.ts";
import { nothingThere, type There } from "./there.ts";
import type { Threads } from "./threads.ts";
import { isWhispered, openWhispers, refOfWhisper, shownAs, whispered } from "./whispers.ts";

/** Shows what only one person is to see. */
export type Alone = { show(shown: Shown, rendered: Rendered, user: string): Promise<Delivered> };

type Means = {
  readonly posting: Posting;
  readonly replies: Pick<Replies, "whisper" | "change" | "directOf">;
  readonly threads: Pick<Threads, "rootOf">;
  /** What an earlier try may have posted in a channel. */
  readonly there: (channel: string) => Promise<There>;
  readonly desk: Pick<Desk, "redact" | "log">;
};

const nowhere: Target = { channel: whispered, replyTo: null };

/**
 * As an answer to what they did, changed in place as long as Discord lets us; after that in their direct messages, where it begins with
 * what it is about. There only news comes: a card, and that something is closed, would ring for nothing.
 */
export function openAlone({ posting, replies, threads, there, desk }: Means): Alone {
  const whispers = openWhispers(replies);
  const postingTo = (shown: Shown, user: string, direct: Direct, afar: Afar): Posting => {
    const who = { user, channel: channelOf(shown.address) };
    return {
      post: async (key, part, content, _, files = []) => {
        const earlier = (await direct.there()).ref(key, part);
        if (earlier !== undefined) return changed(await posting.change(earlier, key, part, afar(part, content), true), earlier);
        const told = whispers.find(partName(key, part));
        if (told !== undefined) return withFiles(await whispers.change(told, content, refOfWhisper(told)), told.files);
        const answered = await whispers.show(who, partName(key, part), content, files);
        if (answered !== null) return answered;
        if (shown.content.kind === "card") return { kind: "shown", refs: [], files: [] };
        return direct.post((at) => posting.post(key, part, afar(part, content), at, files));
      },
      upload: async (key, files, about) => {
        const names = files.map(({ name }) => name);
        const name = onceName(whispered, filesName(key), names);
        const told = whispers.find(name);
        const answered = told === undefined ? await whispers.show(who, name, renderFiles([], about), files) : shownAs(told);
        return answered ?? direct.post((at) => posting.upload(key, files, about, at));
      },
      change: (ref, key, part, content, mayHaveFiles) =>
        isWhispered(ref)
          ? whispers.change(whispers.find(partName(key, part)), content, ref)
          : posting.change(ref, key, part, afar(part, content), mayHaveFiles),
      remove: (ref) => (isWhispered(ref) ? whispers.change(whispers.findByRef(ref), null, ref) : posting.remove(ref)),
    };
  };
  return {
    show: async (shown, rendered, user) => {
      const direct = openDirect(replies, shown.isDoubtful ? there : null, user);
      const to = postingTo(shown, user, direct, afarFrom(shown, threads));
      if (shown.refs.length > 0) return showParts(to, shown, rendered, { at: nowhere, refs: shown.refs });
      // Each part looks itself for where it is already.
      const found = { ...(await direct.there()), refs: () => [] };
      return postWhole({ posting: to, desk }, shown, rendered, { at: nowhere, there: found });
    },
  };
}

/** A part as it is in direct messages: the first begins with where it belongs. */
type Afar = (part: number, content: DiscordContent) => DiscordContent;

function afarFrom({ about, address }: Shown, threads: Means["threads"]): Afar {
  const link = linkTo(address, threads.rootOf(address).channel, about?.ref ?? null);
  return (part, content) => (part === 0 ? tellWhence(content, { about, link, isShut: false }) : content);
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

/** What somebody took away before we knew that it was there was seen. */
function changed(delivered: Awaited<ReturnType<Posting["change"]>>, ref: string): Put {
  return withFiles(delivered.kind === "gone" ? { kind: "shown", refs: [ref] } : delivered, []);
}

function withFiles(delivered: Delivered, files: readonly string[]): Put {
  return delivered.kind === "shown" ? { kind: "shown", refs: delivered.refs, files } : delivered;
}
