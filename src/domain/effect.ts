import { isAsking } from "./advance.ts";
import { isFaultOpen, openApprovals } from "./approval.ts";
import { openQuestions } from "./interview.ts";
import { isEnded, type Task, type Thinking } from "./task.ts";

/** Something the world has to do for a task. The key tells one from the next: the same key is the same effect. */
export type Effect =
  | { readonly kind: "think"; readonly key: string; readonly thinking: Thinking }
  | { readonly kind: "run"; readonly key: string; readonly step: string; readonly attempt: number };

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
  const thinking = thoughtToHave(task, running.length > 0);
  return thinking ? [...running, thinking] : running;
}

/** A repair or a revision waits until what runs has finished; nothing is thought while a person decides about a fault. */
function thoughtToHave(task: Task, busy: boolean): Effect | null {
  const { thinking } = task;
  if (!thinking || isFaultOpen(task.approvals)) return null;
  if (busy && (thinking.purpose === "repair" || thinking.purpose === "revise")) return null;
  return { kind: "think", key: `think:${thinking.purpose}:${thinking.since}:${thinking.tries}:${thinking.stale}`, thinking };
}

/**
 * When the task needs its owner again: at once while an effect is in flight (so that a successor takes over after a
 * crash), else at the earliest deadline, else never. Milliseconds since the epoch.
 */
export function wakeAt(task: Task, now: number): number | null {
  if (isEnded(task.stage)) return null;
  if (effectsOf(task).length > 0) return now;
  const deadlines = [
    ...openApprovals(task.approvals).map((one) => one.expiresAt),
    ...openQuestions(task.interview.questions).map((one) => one.expiresAt),
    ...task.pauses.flatMap((pause) => (pause.until === null ? [] : [pause.until])),
    ...(isStarting(task) ? retryTimes(task) : []),
  ];
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** Whether steps may start by themselves; elsewhere a retry's time is nothing to wake for. */
function isStarting(task: Task): boolean {
  return task.stage === "executing" && task.pauses.length === 0;
}

function retryTimes(task: Task): readonly number[] {
  return (task.plan?.steps ?? []).flatMap((step) => (step.status === "pending" && step.notBefore !== null ? [step.notBefore] : []));
}
