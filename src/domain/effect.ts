import { isAsking, isDone, stepOf } from "./advance.ts";
import { isFaultOpen, openApprovals } from "./approval.ts";
import { shares } from "./budget.ts";
import { openQuestions } from "./interview.ts";
import type { Step } from "./step.ts";
import { awaitsChecks, checksKey, judging } from "./subject.ts";
import { isEnded, type Task, type Thinking } from "./task.ts";
import { keyOf } from "./thinking.ts";

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
        // Without the version: a step that goes on in the next one is the same effect.
        key: `run:${step.id}:${step.attempt}`,
        step: step.id,
        attempt: step.attempt,
      }),
    );
  const checks = checksToRun(task);
  const thoughts = thoughtsToHave(task, running.length > 0 || steps.some((step) => step.status === "verifying"));
  return [...running, ...checks, ...thoughts.map((thinking): Effect => ({ kind: "think", key: keyOf(thinking), thinking }))];
}

/** What steps left that nobody has checked yet, or the task's result; not while a person decides about a fault. */
function checksToRun(task: Task): readonly Effect[] {
  if (isFaultOpen(task.approvals)) return [];
  const ofSteps = (task.plan?.steps ?? [])
    .filter((step) => step.status === "verifying" && step.verification === null)
    .map((step): Effect => {
      const subject = { kind: "step", step: step.id, attempt: step.attempt } as const;
      return { kind: "verify", key: checksKey(task, step), subject };
    });
  return awaitsChecks(task) ? [...ofSteps, { kind: "verify", key: checksKey(task, null), subject: { kind: "task" } }] : ofSteps;
}

/** A repair or a revision waits until what runs has finished; nothing is thought while a person decides about a fault. */
function thoughtToHave(task: Task, busy: boolean): Thinking | null {
  const { thinking } = task;
  if (!thinking || thinking.notBefore !== null || isFaultOpen(task.approvals)) return null;
  return busy && (thinking.purpose === "repair" || thinking.purpose === "revise") ? null : thinking;
}

/** What is being thought now, words to classify beside the stage's own thought. */
function thoughtsToHave(task: Task, busy: boolean): readonly Thinking[] {
  return [thoughtToHave(task, busy), classifying(task), ...judgements(task)].filter((thinking) => thinking !== null);
}

/** What steps left and the checks have spoken about, to be judged. */
function judgements(task: Task): readonly Thinking[] {
  if (isFaultOpen(task.approvals)) return [];
  return (task.plan?.steps ?? []).filter((step) => step.status === "verifying" && step.verification !== null).map(judging);
}

/** The oldest words that wait to be understood, as a thought. */
function classifying({ sayings }: Task): Thinking | null {
  const [saying] = sayings;
  if (!saying) return null;
  const fresh = { tries: 0, feedback: [], stale: 0, heardAt: null, notBefore: null, step: null, own: false } as const;
  return { purpose: "classify", since: saying.at, ...fresh, instruction: saying.text };
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
    ...(task.thinking?.notBefore ? [task.thinking.notBefore] : []),
    ...limitTime(task),
  ];
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}

/** When what is in flight will have used so much of the task's time that it is told, or asked about. */
function limitTime(task: Task): readonly number[] {
  const { activeMs } = task.limits;
  if (activeMs === null || effectsOf(task).length === 0) return [];
  const share = shares.find((one) => one > (task.announced.activeMs ?? 0)) ?? 100;
  return [task.movedAt + Math.max(0, Math.ceil((activeMs * share) / 100) - task.spend.activeMs)];
}

/** Whether steps may start by themselves; elsewhere a retry's time is nothing to wake for. */
function isStarting(task: Task): boolean {
  return task.stage === "executing" && task.pauses.length === 0 && !isFaultOpen(task.approvals);
}

function retryTimes(task: Task): readonly number[] {
  // One that waits for another step is not due: its time comes with that step's end.
  const isDue = (step: Step) => step.status === "pending" && step.dependsOn.every((id) => isDone(stepOf(task, id)));
  return (task.plan?.steps ?? []).filter(isDue).flatMap((step) => (step.notBefore === null ? [] : [step.notBefore]));
}
