import type { Verb } from "../domain/approval.ts";
import type { ApprovalId, GrantId, QuestionId, TaskId } from "../domain/id.ts";
import type { Taken } from "../domain/inbound.ts";
import type { Principal } from "../domain/principal.ts";
import type { Desk, Showing } from "./adapter.ts";

/** What a button, or a choice of a list, means. Ids are read, never believed: who may do what is decided elsewhere. */
export type Pressed =
  | Act
  /** Asks for the form of what to change. */
  | { readonly does: "change"; readonly approval: ApprovalId }
  /** Asks for the form of all questions. */
  | { readonly does: "answer"; readonly task: TaskId }
  | { readonly does: "revoke"; readonly grant: GrantId };

/** What is carried out by itself. */
type Act =
  | { readonly does: "decide"; readonly verb: "approve" | "reject"; readonly approval: ApprovalId }
  /** The choice with this place, from 0. */
  | { readonly does: "choose"; readonly task: TaskId; readonly question: QuestionId; readonly place: number }
  | { readonly does: "command"; readonly command: "cancel" | "pause" | "resume" | "proceed"; readonly task: TaskId }
  | { readonly does: "retry"; readonly task: TaskId };

/** What a form brought. An answer is a choice's number from 1, or words. */
export type Filled =
  | { readonly form: "changes"; readonly approval: ApprovalId; readonly text: string }
  | {
      readonly form: "answers";
      readonly task: TaskId;
      readonly answers: readonly { readonly question: QuestionId; readonly text: string }[];
    };

/** What an emoji on a message means; 👍 means nothing but "seen" (product: 2.4). */
export type EmojiVerb = Verb | "stop" | "pause" | "resume";

/** Somebody's act: what tells it from others, whose it is, and when the platform had it. */
type Deed = { readonly key: string; readonly by: Principal; readonly receivedAt: number };

type Taking = Pick<Desk, "take" | "askAgain">;

/** Told to who acts on something that is not there any more. */
export const unknownAct = "I don't know what this is about any more.";

/** The task, or the approval of one, that a button is about by its own words; null: of none. */
export function aboutOfPress(pressed: Pressed): TaskId | ApprovalId | null {
  switch (pressed.does) {
    case "decide":
    case "change":
      return pressed.approval;
    case "answer":
    case "choose":
    case "command":
    case "retry":
      return pressed.task;
    case "revoke":
      return null;
  }
}

const steering = { stop: "cancel", pause: "pause", resume: "resume" } as const;

/** An emoji on a message of ours, given or taken back. */
export async function takeEmoji(
  { verb, isTakenBack }: { readonly verb: EmojiVerb; readonly isTakenBack: boolean },
  { task, approval }: Pick<Showing, "task" | "approval">,
  { key, by, receivedAt }: Deed,
  desk: Pick<Desk, "take">,
): Promise<void> {
  if (verb === "stop" || verb === "pause" || verb === "resume") {
    if (task !== null && !isTakenBack) await desk.take({ type: "command", key, by, task, command: steering[verb] }, receivedAt);
    return;
  }
  if (approval === null) return;
  if (isTakenBack) await desk.take({ type: "withdrawal", key, by, approval, verb }, receivedAt);
  else await desk.take({ type: "decision", key, by, approval, verb, text: null, byEmoji: true }, receivedAt);
}

/** A button that says all there is to say, and what was noted with it; null: what it is about is not there any more. */
export function carryOut(act: Act, { key, by, receivedAt }: Deed, desk: Taking, text: string | null = null): Promise<Taken> {
  switch (act.does) {
    case "decide":
      return desk.take({ type: "decision", key, by, approval: act.approval, verb: act.verb, text }, receivedAt);
    case "choose":
      return desk.take({ type: "answer", key, by, task: act.task, question: act.question, text: `${act.place + 1}` }, receivedAt);
    case "command":
      return desk.take(
        { type: "command", key, by, task: act.task, command: act.command, ...(text === null ? {} : { why: text }) },
        receivedAt,
      );
    case "retry":
      return desk.askAgain({ key, by, task: act.task }, receivedAt);
  }
}

/** What was written into a form; false: what it is about is not there any more. */
export async function takeFilled(filled: Filled, { key, by, receivedAt }: Deed, desk: Pick<Desk, "take">): Promise<boolean> {
  const taken: Taken[] = [];
  if (filled.form === "changes") {
    taken.push(await desk.take({ type: "decision", key, by, approval: filled.approval, verb: "change", text: filled.text }, receivedAt));
  } else {
    for (const { question, text } of filled.answers)
      taken.push(await desk.take({ type: "answer", key: `${key}:${question}`, by, task: filled.task, question, text }, receivedAt));
  }
  return !taken.includes(null);
}
