/**
 * What a button or a form says when it comes back: `action_id` (or `callback_id`) names the meaning, `value` (or
 * `private_metadata`) only ids (platforms.md: 2, complaint 15). Nothing else of a message is believed.
 */
export const actions = {
  approve: "approve",
  reject: "reject",
  /** Opens the form for what to change. */
  change: "change",
  /** Opens the form for all questions of a message. */
  answer: "answer",
  /** One choice of a question, as a button (with its place behind it, because ids are unique in a block) or in a list. */
  choose: "choose",
  proceed: "proceed",
  stop: "stop",
  pause: "pause",
  resume: "resume",
  retry: "retry",
  revoke: "revoke",
  /** Leads somewhere by itself; only has to be acknowledged. */
  open: "open",
} as const;

/** The forms, and the message shortcut, by `callback_id`. */
export const forms = { changes: "changes", answers: "answers" } as const;
export const makeTask = "make_task";

/** `tsk_…/qst_…/0`: the choice with this place, from 0, of a question of a task. */
export function choiceValue(task: string, question: string, place: number): string {
  return `${task}/${question}/${place}`;
}
