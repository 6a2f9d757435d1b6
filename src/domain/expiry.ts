import { type Approval, openApprovals } from "./approval.ts";
import { interruptSteps } from "./attempts.ts";
import type { Context } from "./context.ts";
import { dayOf, deferralOf, takeUp } from "./deferral.ts";
import { composeEnding } from "./ending.ts";
import type { Question } from "./interview.ts";
import { beginMonth } from "./month.ts";
import { isOffer, openFacts } from "./offer.ts";
import type { OnExpiry } from "./policy.ts";
import { after, audit, moved, type Outcome, reply, type TaskRecord } from "./record.ts";
import type { Pause, Task } from "./task.ts";
import { endSilence } from "./thinking.ts";

/** How often what nobody answered is asked again before silence ends a task: `remind` twice, `defer` once (architecture: data). */
const patience: Record<OnExpiry, number> = { abort: 0, remind: 2, defer: 1 };

/** What waits for a person, alike for approvals and questions. */
type Waiting = { readonly expiresAt: number; readonly reminders: number };

/** What of a task waits for a person; an offer lapses by itself and ends nothing. */
type Asks = { readonly approvals: readonly Approval[]; readonly questions: readonly Question[] };

/** Time has passed: what expired is asked again, parked or, when patience is over, ends the task (product: 2.4). */
export function becomeDue(task: Task, context: Context): Outcome {
  const begun = beginMonth(task, context);
  return after(begun.records, askInTime(begun.task, context));
}

function askInTime(task: Task, context: Context): Outcome {
  const { now, policy } = context;
  const heard = endSilence(task, context);
  const quiet = { ...heard, interview: { ...task.interview, questions: lapse(task.interview.questions, now) } };
  const expired = asksOf(quiet, (one) => one.expiresAt <= now);
  const spent = (one: Waiting) => one.reminders >= patience[policy.approvals.onExpiry];
  if ([...expired.approvals, ...expired.questions].some(spent)) return giveUp(quiet, expired, "nobody answered in time");
  if (task.pauses.some((pause) => isOver(pause, now) && pause.reminded)) return giveUp(quiet, expired, "it stayed paused");
  const resumed = endPauses(quiet, context);
  const asked = policy.approvals.onExpiry === "defer" ? park(resumed.task, expired, context) : askAgain(resumed.task, expired, context);
  return moved(asked.task, ...resumed.records, ...asked.records);
}

type Moved = { readonly task: Task; readonly records: readonly TaskRecord[] };

/** What waits for a person and is of a kind. */
function asksOf(task: Task, which: (one: Waiting) => boolean): Asks {
  return {
    approvals: openApprovals(task.approvals).filter(which),
    questions: openFacts(task.interview.questions).filter(which),
  };
}

/** Asks once more: what was asked gets another while, and a message of its own, because an edit notifies nobody. */
function askAgain(task: Task, asks: Asks, { now, policy }: Context): Moved {
  return { task: prolong(task, asks, now + policy.approvals.expiresMs), records: remind(task, asks) };
}

/**
 * Puts the task aside for some days, once; nothing of it runs meanwhile, an answer takes it up at once, and then it is asked
 * again. What expires while it is put aside waits with the rest.
 */
function park(task: Task, asks: Asks, context: Context): Moved {
  const { now, policy } = context;
  if (asks.approvals.length + asks.questions.length === 0) return { task, records: [] };
  const until = deferralOf(task)?.until ?? now + policy.approvals.deferMs;
  const longer = prolong(task, asks, until + policy.approvals.expiresMs);
  if (deferralOf(task)) return { task: longer, records: [] };
  const pause: Pause = { reason: "deferred", by: null, since: now, until, reminded: false };
  const stopped = interruptSteps({ ...longer, pauses: [...task.pauses, pause] }, context);
  const text = `Nobody answered in time: put aside until ${dayOf(until)}, then I ask again. An answer takes it up at once.`;
  return {
    task: stopped.task,
    records: [...stopped.records, audit("deferred", null, { until: dayOf(until) }), reply(text, task.requester)],
  };
}

function prolong(task: Task, { approvals, questions }: Asks, expiresAt: number): Task {
  const longer = <One extends Waiting>(one: One): One => ({ ...one, reminders: one.reminders + 1, expiresAt });
  return {
    ...task,
    approvals: task.approvals.map((one): Approval => (approvals.includes(one) ? longer(one) : one)),
    interview: {
      ...task.interview,
      questions: task.interview.questions.map((one): Question => (questions.includes(one) ? longer(one) : one)),
    },
  };
}

function remind({ requester }: Task, { approvals, questions }: Asks): readonly TaskRecord[] {
  return [
    ...approvals.map(({ title }) => reply(`Still waiting for a decision: ${title}`, requester)),
    ...questions.map(({ text }) => reply(`Still waiting for an answer: ${text}`, requester)),
  ];
}

function isOver(pause: Pause, now: number): boolean {
  return pause.until !== null && pause.until <= now;
}

/** A pause by hand is asked about, and gets as long again; what was put aside is taken up and asked again. */
function endPauses(task: Task, { now }: Context): Moved {
  const over = task.pauses.filter((pause) => isOver(pause, now));
  const back = over.some((pause) => pause.reason === "deferred");
  const paused = task.pauses.map((one): Pause => (over.includes(one) ? { ...one, reminded: true, until: now + (now - one.since) } : one));
  const text = "This task is still paused: say `resume` to go on or `stop` to end it. Paused as long again, it ends by itself.";
  const told = over.filter((pause) => pause.reason !== "deferred").map(() => reply(text));
  if (!back) return { task: { ...task, pauses: paused }, records: told };
  return {
    task: takeUp({ ...task, pauses: paused }),
    records: [
      ...told,
      ...remind(
        task,
        asksOf(task, () => true),
      ),
    ],
  };
}

/** An offer nobody took is dropped; it never ends a task. */
function lapse(questions: readonly Question[], now: number): readonly Question[] {
  return questions.map((one) => (isOffer(one) && one.answer === null && one.expiresAt <= now ? { ...one, answer: "(lapsed)" } : one));
}

/** Silence ends the task: what expired says so, on its card too. */
function giveUp(task: Task, { approvals }: Asks, why: string): Outcome {
  const reason = "expired: nobody decided in time";
  const ended: Task = {
    ...task,
    stage: "cancelled",
    ending: composeEnding(task, `Cancelled: ${why}.`),
    approvals: task.approvals.map((one): Approval => (approvals.includes(one) ? { ...one, status: "expired", reason } : one)),
  };
  const closed = approvals.map((one): TaskRecord => ({ type: "close", approval: one.id, why: reason }));
  return moved(ended, ...closed, audit("cancelled", null, { why }));
}
