import { isAsking } from "./advance.ts";
import { isFaultOpen, openApprovals } from "./approval.ts";
import { openQuestions } from "./interview.ts";
import { isEnded, type Task, type Thinking } from "./task.ts";

/** Something the world has to do for a task. The key tells one from the next: the same key is the same effect. */
export type Effect =
  | { readonly kind: "think"; readonly key: string; readonly thinking: Thinking }
  | { readonly kind: "run"; readonly key: string; readonly step: string; readonly attempt: number }
  | { readonly kind: "verify"; readonly key: string; readonly subject: Verified };

/** What the checks are run for: what one attempt left, or the task's result. */
type Verified = { readonly kind: "step"; readonly step: string; readonly attempt: number } | { readonly kind: "task" };

/**
 * What should be in flight now: a function of the task alone. The engine starts what is missing and aborts what is no
 * longer here, so a pause, a cancel and a crash need no bookkeeping of their own.
 */
export function effectsOf(task: Task): readonly Effect[] {
  if (isEnded(task.stage) || task.pauses.length > 0) return [];
  const steps = task.plan?.steps ?? [];
  const running = steps
    .filter((step) => step.status === "running" && !isAsking(step, task))
    .map(
      (step): Effect => ({
        kind: "run",
        key: `run:${task.plan?.version}:${step.id}:${step.attempt}`,
        step: step.id,
        attempt: step.attempt,
      }),
    );
  const thoughts = thoughtsToHave(task, running.length > 0);
  return [...running, ...thoughts.map((thinking): Effect => ({ kind: "think", key: keyOf(thinking), thinking }))];
}

/** A repair or a revision waits until what runs has finished; nothing is thought while a person decides about a fault. */
function thoughtToHave(task: Task, busy: boolean): Thinking | null {
  const { thinking } = task;
  if (!thinking || isFaultOpen(task.approvals)) return null;
  return busy && (thinking.purpose === "repair" || thinking.purpose === "revise") ? null : thinking;
}

/** What is being thought now, words to classify beside the stage's own thought. */
function thoughtsToHave(task: Task, busy: boolean): readonly Thinking[] {
  return [thoughtToHave(task, busy), classifying(task)].filter((thinking) => thinking !== null);
}

/** The oldest words that wait to be understood, as a thought. */
function classifying({ sayings }: Task): Thinking | null {
  const [saying] = sayings;
  return saying ? { purpose: "classify", since: saying.at, tries: 0, feedback: [], instruction: saying.text, stale: 0 } : null;
}

/** Tells one thought from the next. */
export function keyOf({ purpose, since, tries, stale }: Thinking): string {
  return `think:${purpose}:${since}:${tries}:${stale}`;
}

/**
 * When the task needs its owner again: at once while an effect is in flight (so that a successor takes over after a
 * crash), else at the earliest deadline, else never. Milliseconds since the epoch.
 */
export function wakeAt(task: Task, now: number): number | null {
  return effectsOf(task).length > 0 ? now : dueAt(task);
}

/** The earliest deadline, whatever is in flight. Milliseconds since the epoch. */
export function dueAt(task: Task): number | null {
  if (isEnded(task.stage)) return null;
  const deadlines = [
    ...openApprovals(task.approvals).map((one) => one.expiresAt),
    ...openQuestions(task.interview.questions).map((one) => one.expiresAt),
    ...task.pauses.flatMap((pause) => (pause.until === null ? [] : [pause.until])),
    ...(isStarting(task) ? retryTimes(task) : []),
    ...limitTime(task),
  ];
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** When what is in flight will have used up the task's time. */
function limitTime(task: Task): readonly number[] {
  const { activeMs } = task.limits;
  return activeMs === null || effectsOf(task).length === 0 ? [] : [task.movedAt + Math.max(0, activeMs - task.spend.activeMs)];
}

/** Whether steps may start by themselves; elsewhere a retry's time is nothing to wake for. */
function isStarting(task: Task): boolean {
  return task.stage === "executing" && task.pauses.length === 0;
}

function retryTimes(task: Task): readonly number[] {
  return (task.plan?.steps ?? []).flatMap((step) => (step.status === "pending" && step.notBefore !== null ? [step.notBefore] : []));
}
