import { type Approval, openApprovals } from "./approval.ts";
import type { Context } from "./context.ts";
import { composeEnding } from "./ending.ts";
import { openQuestions, type Question } from "./interview.ts";
import { isOffer } from "./offer.ts";
import type { OnExpiry } from "./policy.ts";
import { audit, moved, type Outcome, reply } from "./record.ts";
import type { Pause, Task } from "./task.ts";

/** Reminders before silence ends a task: `remind` twice, `defer` once (architecture: data). */
const patience: Record<OnExpiry, number> = { abort: 0, remind: 2, defer: 1 };

/** What waits for a person, alike for approvals and questions. */
type Waiting = { readonly expiresAt: number; readonly reminders: number };

/** Time has passed: what expired is asked again or, when patience is over, ends the task. */
export function becomeDue(task: Task, context: Context): Outcome {
  const { now, policy } = context;
  const expired = (one: Waiting) => one.expiresAt <= now;
  const approvals = openApprovals(task.approvals).filter(expired);
  const questions = openQuestions(task.interview.questions).filter((one) => expired(one) && !isOffer(one));
  const pauses = task.pauses.filter((pause) => pause.until !== null && pause.until <= now);
  const most = patience[policy.approvals.onExpiry];
  if ([...approvals, ...questions].some((one) => one.reminders >= most)) return giveUp(task, "nobody answered in time");
  if (pauses.some((pause) => pause.reminded)) return giveUp(task, "it stayed paused");
  const again = <One extends Waiting>(one: One): One => ({
    ...one,
    reminders: one.reminders + 1,
    expiresAt: now + policy.approvals.expiresMs,
  });
  return moved(
    {
      ...task,
      approvals: task.approvals.map((one): Approval => (approvals.includes(one) ? again(one) : one)),
      interview: {
        ...task.interview,
        questions: lapse(task.interview.questions, now).map((one): Question => (questions.includes(one) ? again(one) : one)),
      },
      pauses: task.pauses.map((one): Pause => (pauses.includes(one) ? { ...one, reminded: true, until: now + (now - one.since) } : one)),
    },
    // An edit notifies nobody: a reminder is a message of its own.
    ...approvals.map(({ title }) => reply(`Still waiting for a decision: ${title}`, task.requester)),
    ...questions.map(({ text }) => reply(`Still waiting for an answer: ${text}`, task.requester)),
    ...pauses.map(() =>
      reply("This task is still paused: say `resume` to go on or `stop` to end it. Paused as long again, it ends by itself."),
    ),
  );
}

/** An offer nobody took is dropped; it never ends a task. */
function lapse(questions: readonly Question[], now: number): readonly Question[] {
  return questions.map((one) => (isOffer(one) && one.answer === null && one.expiresAt <= now ? { ...one, answer: "(lapsed)" } : one));
}

function giveUp(task: Task, why: string): Outcome {
  return moved({ ...task, stage: "cancelled", ending: composeEnding(task, `Cancelled: ${why}.`) }, audit("cancelled", null, { why }));
}
