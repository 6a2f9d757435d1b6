import type { Address } from "../../domain/conversation.ts";
import { readSpoken, type Spoken } from "../../domain/grammar.ts";
import type { TaskId } from "../../domain/id.ts";
import type { Desk, OpenTask } from "../adapter.ts";
import { isOfNoTask, meantBy, sayNotOpen, sayOpen } from "../spoken.ts";
import { commanderOf, direct } from "./place.ts";
import { refOf } from "./posting.ts";

/** Somebody's words in direct messages. */
type Words = { readonly room: string; readonly id: string; readonly text: string; readonly replyTo: string | null };

/** What words in direct messages are about: a conversation, or nobody can tell which and it is asked. */
export type Meant =
  | { readonly kind: "there"; readonly address: Address; readonly text: string; readonly about: TaskId | null }
  | { readonly kind: "unclear"; readonly ask: string };

/** What ended is asked for again where it is told of. */
export const retryWhere = "Reply to its report with `retry`, or press **Retry** there.";

/** `#42 under 15 minutes`; `new: …` is about nothing that is open. */
const beginsWithNumber = /^#(\d{1,9})\b[\s:,.–—-]*(.*)$/s;
const begun = /^new(?: task)?:\s*(.+)$/is;

/**
 * Direct messages have no threads: which of several tasks words are about is told by the message they reply to, by a number, or
 * by what is asked; where that does not tell either, it is asked (product: 2.1). Each request is a conversation of its own.
 */
export async function meaningOf(words: Words, desk: Desk): Promise<Meant> {
  const { room, id, text, replyTo } = words;
  const own: Address = { channel: "discord", workspace: direct, room, thread: id };
  const fresh = begun.exec(text)?.[1];
  if (fresh !== undefined) return there(own, fresh);
  const replied = replyTo === null ? null : await repliedTo({ ...own, thread: replyTo }, desk);
  if (replied !== null) return there(replied.address, text, replied.task);
  const open = await desk.openTasks({ workspace: direct, room });
  const spoken = readSpoken(text);
  if (spoken?.kind === "retry") return { kind: "unclear", ask: retryWhere };
  const numbered = meantByNumber(text, spoken, open);
  if (numbered !== null) return numbered;
  if (spoken !== null && isOfNoTask(spoken)) return there(own, text);
  const attended = await desk.attendedIn({ workspace: direct, room });
  const places = candidatesFor(
    spoken,
    open,
    attended.filter((address) => commanderOf(address) === null),
  );
  const [only] = places;
  return places.length > 1 ? { kind: "unclear", ask: sayWhich(open, spoken) } : there(only ?? own, text);
}

function there(address: Address, text: string, about: TaskId | null = null): Meant {
  return { kind: "there", address, text, about };
}

/** Words that begin with a task's number; null: they do not. */
export function readNumbered(text: string): { readonly number: number; readonly rest: string } | null {
  const [, number, rest = ""] = beginsWithNumber.exec(text) ?? [];
  return number === undefined ? null : { number: Number(number), rest };
}

/** Words with a number are for that task, and for no other where it is not open; null: they have none. */
function meantByNumber(text: string, spoken: Spoken | null, open: readonly OpenTask[]): Meant | null {
  const first = readNumbered(text);
  const inside = spoken !== null && "number" in spoken ? spoken.number : null;
  const number = first?.number ?? inside;
  if (number === null) return null;
  const task = open.find((one) => one.number === number);
  if (task === undefined) return { kind: "unclear", ask: `${sayNotOpen(number, open)}\n\`new: …\` begins another task.` };
  return there(task.address, first === null ? text : first.rest || "status", task.id);
}

/** What a message belongs to: a message of ours, or the request it began with. */
async function repliedTo(at: Address, desk: Desk): Promise<{ readonly address: Address; readonly task: TaskId | null } | null> {
  const shown = await desk.shownBy(refOf(at.room, at.thread));
  if (shown !== null) return shown;
  return (await desk.isAttended(at)) ? { address: at, task: null } : null;
}

/** The conversations that words may be for, of those that go on. */
function candidatesFor(spoken: Spoken | null, open: readonly OpenTask[], attended: readonly Address[]): readonly Address[] {
  if (spoken?.kind === "ask") return attended;
  // What is still being read is added to: a burst is one request.
  const read = attended.filter(({ thread }) => !open.some(({ address }) => address.thread === thread)).slice(0, 1);
  if (spoken === null && read.length > 0) return read;
  const meant = spoken === null ? meantByFree(open) : meantByWords(spoken, open);
  const places = [...new Map(meant.map(({ address }) => [address.thread, address])).values()];
  return places.length > 0 ? places : read;
}

/** Free words answer what is asked, where only one asks; else they are for what is open. */
function meantByFree(open: readonly OpenTask[]): readonly OpenTask[] {
  const asking = open.filter(({ asks }) => asks);
  if (asking.length === 1) return asking;
  const deciding = open.filter(({ decides }) => decides);
  return asking.length === 0 && deciding.length === 1 ? deciding : open;
}

/** A decision is for what waits for one, where only one does. */
function meantByWords(spoken: Spoken, open: readonly OpenTask[]): readonly OpenTask[] {
  const meant = meantBy(spoken, open);
  const deciding = spoken.kind === "decide" || spoken.kind === "edit" ? meant.filter(({ decides }) => decides) : [];
  return deciding.length === 1 ? deciding : meant;
}

function sayWhich(open: readonly OpenTask[], spoken: Spoken | null): string {
  if (spoken?.kind === "ask") return sayOpen(open, false);
  return `${sayOpen(open, true)}\nReply to one of its messages, or begin with its number; \`new: …\` begins another task.`;
}
