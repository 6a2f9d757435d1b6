import type { Delivered } from "../adapter.ts";
import type { Upload } from "../uploads.ts";
import type { Onlooker } from "./interactions.ts";
import type { DiscordContent } from "./look/content.ts";
import { outcomeOf, type Put } from "./posting.ts";
import type { Replies, Whisper } from "./replies.ts";
import { refusals } from "./web.ts";

/** What people were shown as answers to what they did, by the names of what they show. */
export type Whispers = {
  /** What was shown under a name. */
  find(name: string): Whisper | undefined;
  findByRef(ref: string): Whisper | undefined;
  /** Null: nothing they did can be answered any more. */
  show(who: Onlooker, name: string, content: DiscordContent, files: readonly Upload[]): Promise<Put | null>;
  /** `null`: it goes. What cannot be changed any more stays as it was seen. */
  change(whisper: Whisper | undefined, content: DiscordContent | null, ref: string): Promise<Delivered>;
};

/** The place of what was shown as an answer: it is no message of a channel, and only whoever has the answer's token can change it. */
export const whispered = "private";
/** So many answers are remembered, the latest: none can be changed for longer than a quarter of an hour. */
const mostKept = 10_000;

export function openWhispers(replies: Pick<Replies, "whisper" | "change">): Whispers {
  const kept = new Map<string, Whisper>();
  return {
    find: (name) => kept.get(name),
    findByRef: (ref) => [...kept.values()].find((one) => refOfWhisper(one) === ref),
    show: async (who, name, content, files) => {
      const answered = await replies.whisper(who, content, files);
      if (answered === null) return null;
      if (answered.kind !== "ok") return outcomeOf(answered);
      const [oldest] = kept.keys();
      if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
      kept.set(name, answered.value);
      return shownAs(answered.value);
    },
    change: async (whisper, content, ref) => {
      const canChange = whisper !== undefined && whisper.until > Date.now();
      const answer = canChange ? await replies.change(whisper, content) : null;
      if (answer?.kind === "later" || (answer?.kind === "refused" && answer.code === refusals.invalidForm)) return outcomeOf(answer);
      return { kind: "shown", refs: content === null ? [] : [ref] };
    },
  };
}

export function refOfWhisper({ message }: Whisper): string {
  return `${whispered}:${message}`;
}

export function shownAs(whisper: Whisper): Put {
  return { kind: "shown", refs: [refOfWhisper(whisper)], files: whisper.files };
}

export function isWhispered(ref: string): boolean {
  return ref.split(":")[0] === whispered;
}
