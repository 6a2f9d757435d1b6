import type { Address } from "../../domain/conversation.ts";
import { readSpoken, type Spoken } from "../../domain/grammar.ts";
import type { TaskId } from "../../domain/id.ts";
import type { Desk, OpenTask } from "../adapter.ts";
import { isOfNoTask, meantBy, sayNotOpen, sayOpen, sayWhich } from "../spoken.ts";
import { commanderOf, direct } from "./place.ts";
import { refOf } from "./posting.ts";

/** Somebody's words in direct messages. */
type Words = { readonly room: string; readonly id: string; readonly text: string; readonly replyTo: string | null };

/** What words in direct messages are about: a conversation, or nobody can tell which and it is asked. */
export type Meant =
  | { readonly kind: "there"; readonly address: Address; readonly text: string; readonly about: TaskId | null }
  /** `among`: the tasks that it may be about, where they are known. */
  | { readonly kind: "unclear"; readonly ask: string; readonly among: readonly OpenTask[] };

/** What goes on in somebody's direct messages, and where a new conversation would. */
type Going = { readonly own: Address; readonly open: readonly OpenTask[]; readonly read: readonly Address[] };

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
  if (spoken?.kind === "retry") return unclear(retryWhere);
  const numbered = meantByNumber(text, spoken, open);
  if (numbered !== null) return numbered;
  if (spoken !== null && isOfNoTask(spoken)) return there(own, text);
  const attended = await desk.attendedIn({ workspace: direct, room });
  const read = attended.filter((address) => commanderOf(address) === null);
  return meantAmong(text, { own, open, read });
}

/** What is told by neither a reply nor a number: by what is asked, or what is being read. */
function meantAmong(text: string, { own, open, read }: Going): Meant {
  const spoken = readSpoken(text);
  if (spoken?.kind === "ask") return read.length > 1 ? unclear(sayOpen(open, false)) : there(read[0] ?? own, text);
  const meant = candidatesFor(text, spoken, open);
  const unread = read.filter(({ thread }) => !open.some(({ address }) => address.thread === thread));
  // What is still being read is added to: a burst is one request.
  const [newest] = unread;
  if (newest !== undefined && (spoken === null || meant.length === 0)) return there(newest, text);
  const [only] = meant;
  return meant.length > 1 ? unclear(sayWhich(meant), meant) : there(only?.address ?? own, text, only?.id ?? null);
}

function unclear(ask: string, among: readonly OpenTask[] = []): Meant {
  return { kind: "unclear", ask, among };
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
  if (task === undefined) return unclear(`${sayNotOpen(number, open)}\n\`new: …\` begins another task.`);
  return there(task.address, first === null ? text : first.rest || "status", task.id);
}

/** What a message belongs to: a message of ours, or the request it began with. */
async function repliedTo(at: Address, desk: Desk): Promise<{ readonly address: Address; readonly task: TaskId | null } | null> {
  const shown = await desk.shownBy(refOf(at.room, at.thread));
  if (shown !== null) return shown;
  return (await desk.isAttended(at)) ? { address: at, task: null } : null;
}

/** The tasks that words may be for, of those that are open. */
function candidatesFor(text: string, spoken: Spoken | null, open: readonly OpenTask[]): readonly OpenTask[] {
  return spoken === null ? meantByFree(text, open) : meantByWords(spoken, open);
}

/** Plain assent, which answers no question. It decides nothing either: whoever waits for a decision says what does. */
const assent = /^(?:lgtm|looks good(?: to me)?|go(?: ahead| for it)?|ship it|do it|approved)[.!]*$/i;

/** Free words answer what is asked, where only one asks; assent is for what waits for a decision; else they are for what is open. */
function meantByFree(text: string, open: readonly OpenTask[]): readonly OpenTask[] {
  const deciding = open.filter(({ decides }) => decides);
  if (assent.test(text.trim()) && deciding.length > 0) return deciding;
  const asking = open.filter(({ asks }) => asks);
  if (asking.length === 1) return asking;
  return asking.length === 0 && deciding.length === 1 ? deciding : open;
}

/** A decision is for what waits for one, where only one does. */
function meantByWords(spoken: Spoken, open: readonly OpenTask[]): readonly OpenTask[] {
  const meant = meantBy(spoken, open);
  const deciding = spoken.kind === "decide" || spoken.kind === "edit" ? meant.filter(({ decides }) => decides) : [];
  return deciding.length === 1 ? deciding : meant;
}
