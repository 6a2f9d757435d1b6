import { regenerate } from "./budget.ts";
import type { Context } from "./context.ts";
import { openApproval } from "./opening.ts";
import { audit, moved, type Outcome } from "./record.ts";
import type { Task, Thinking } from "./task.ts";

/** Tries a planner gets to correct what validation refused (product: 2.3: up to 2 more). */
const corrections = 2;

/** Silence after the last words before a stale answer is asked again, in milliseconds (architecture: crash). */
export const quietMs = 2_000;

/** Tells one thought from the next. */
export function keyOf({ purpose, since, tries, stale, step }: Thinking): string {
  return `think:${purpose}:${since}:${tries}:${stale}${step === null ? "" : `:${step}`}`;
}

/** Begins to wait for an answer. What was asked in the same moment is another thought: its answer must not pass for this one's. */
export function think(task: Task, purpose: Thinking["purpose"], context: Context, instruction: string | null = null): Task {
  const since = Math.max(context.now, (task.thinking?.since ?? 0) + 1);
  return {
    ...task,
    thinking: { purpose, since, tries: 0, feedback: [], instruction, stale: 0, heardAt: null, notBefore: null, step: null, own: false },
  };
}

/** People said more: what is thought now may turn out stale, and what waits for silence waits again. */
export function hearMore(task: Task, { now }: Context): Task {
  const { thinking } = task;
  const heard = { ...task, heard: task.heard + 1 };
  if (!thinking) return heard;
  return { ...heard, thinking: { ...thinking, heardAt: now, notBefore: thinking.notBefore === null ? null : now + quietMs } };
}

/** Asks again what was answered without the last words, once nobody has said anything for a moment: a deadline, not a sleep. */
export function askAnew(task: Task, { now }: Context): Task {
  const { thinking } = task;
  if (!thinking) return task;
  const quiet = (thinking.heardAt ?? now) + quietMs;
  return {
    ...task,
    thinking: { ...thinking, stale: thinking.stale + 1, since: now, heardAt: null, notBefore: quiet > now ? quiet : null },
  };
}

/** Everybody has said what they had to say. */
export function endSilence(task: Task, { now }: Context): Task {
  const { thinking } = task;
  const isOver = thinking !== null && thinking.notBefore !== null && thinking.notBefore <= now;
  return isOver ? { ...task, thinking: { ...thinking, notBefore: null } } : task;
}

/** Asks once more with what was wrong, or, out of tries, asks a person how to go on. */
export function correct(task: Task, thinking: Thinking, errors: readonly string[], context: Context): Outcome {
  const told = audit(`${thinking.purpose}.refused`, null, { errors });
  if (thinking.tries < corrections) {
    const again = { ...thinking, tries: thinking.tries + 1, since: context.now, feedback: errors };
    return moved({ ...task, thinking: again, spend: regenerate(task.spend) }, told);
  }
  const made = thinking.purpose === "repair" || thinking.purpose === "brief" ? thinking.purpose : "plan";
  const title = `I could not make a valid ${made}: ${errors.join(" ")} Approve to let me try again, say what to change, or reject to stop.`;
  const asked = openApproval(task, { kind: "fault" }, title, "read", context);
  return moved({ ...asked.task, thinking: { ...thinking, tries: 0, feedback: errors } }, told, ...asked.records);
}

/** Something outside did not answer: the task is kept and a person is asked whether to try again. */
export function askAfterFault(task: Task, message: string, context: Context): Outcome {
  const asked = openApproval(task, { kind: "fault" }, message, "read", context);
  return moved(asked.task, audit("fault", null, { message }), ...asked.records);
}
