import { isAsking, stepOf } from "../../src/domain/advance.ts";
import { openApprovals } from "../../src/domain/approval.ts";
import { limitReached } from "../../src/domain/budget.ts";
import type { Context } from "../../src/domain/context.ts";
import { dueAt, effectsOf, wakeAt } from "../../src/domain/effect.ts";
import type { TaskEvent } from "../../src/domain/event.ts";
import { openQuestions } from "../../src/domain/interview.ts";
import { isOffer } from "../../src/domain/offer.ts";
import type { Outcome } from "../../src/domain/record.ts";
import { isSettled, type Step } from "../../src/domain/step.ts";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { compareTiers } from "../../src/domain/tier.ts";

/** What a whole walk remembers beside the task: the highest attempt of each step id, for as long as versions carry it. */
export type Memory = { readonly attempts: Map<string, number> };

type Moved = { readonly before: Task; readonly event: TaskEvent; readonly outcome: Outcome; readonly context: Context };

/** Everything that must hold after every event, whatever came before (product: 3). Empty when all is well. */
export function broken(move: Moved, memory: Memory): readonly string[] {
  const { before, outcome } = move;
  if (outcome.kind === "refused") return outcome.reason.trim() === "" ? ["a refusal without a reason"] : [];
  if (isEnded(before.stage)) return outcome.task.stage === before.stage ? [] : [`left the end ${before.stage}`];
  const { task } = outcome;
  const found = isEnded(task.stage) ? openEnds(task) : [...deadEnds(task, move), ...wrongRuns(before, task)];
  return [...found, ...wrongStarts(before, task, memory), ...undonePasses(before, task), ...shrunk(before, task)];
}

/** Claim (c): an effect in flight, a timer, or a person asked with an expiry; and no clock that rings without end. */
function deadEnds(task: Task, { event, context }: Moved): readonly string[] {
  const effects = effectsOf(task);
  const at = wakeAt(task, context.now);
  const due = dueAt(task);
  // An offer nobody takes lapses: it keeps nothing alive.
  const questions = openQuestions(task.interview.questions).filter((one) => !isOffer(one));
  const timed = task.pauses.some((pause) => pause.until !== null) || task.plan?.steps.some((step) => step.notBefore !== null);
  const silent = task.thinking !== null && task.thinking.notBefore !== null;
  const waiting = openApprovals(task.approvals).length > 0 || questions.length > 0 || timed || silent;
  const unasked = (task.plan?.steps ?? []).filter((step) => step.status === "awaiting_confirmation" && !isAskedAbout(step, task));
  const unseen = (task.plan?.steps ?? []).filter((step) => step.status === "awaiting_review" && !isReviewed(step, task));
  const open = task.stage === "executing" || task.stage === "awaiting_approval";
  return [
    ...(effects.length === 0 && (at === null || !waiting) ? [`stuck in ${task.stage}: nothing in flight, nobody asked, no timer`] : []),
    ...(event.type === "due" && due !== null && due <= context.now ? [`is due for ever in ${task.stage}`] : []),
    ...overruns(task),
    ...(open ? unseen.map((step) => `step ${step.id} waits for a review nobody was asked for`) : []),
    ...(open ? unasked.map((step) => `step ${step.id} waits for a confirmation nobody was asked for`) : []),
  ];
}

/** A used-up limit holds everything until a person has decided about it (product: 2.5). */
function overruns(task: Task): readonly string[] {
  const limit = limitReached(task.spend, task.limits);
  const held = task.pauses.some((pause) => pause.reason === "limit");
  const asked = openApprovals(task.approvals).some((one) => one.subject.kind === "limit");
  return [
    ...(limit !== null && !held ? [`overruns its limit of ${limit} in ${task.stage}`] : []),
    ...(held && !asked ? ["is held at a limit nobody was asked about"] : []),
  ];
}

function isAskedAbout(step: Step, task: Task): boolean {
  return openApprovals(task.approvals).some((one) => one.subject.kind === "step" && one.subject.step === step.id);
}

/** A version made by hand takes over what runs; it began under one that was approved. */
function goesOn(step: Step, before: Task): boolean {
  const was = stepOf(before, step.id);
  return was?.status === "running" && was.attempt === step.attempt;
}

function isReviewed(step: Step, task: Task): boolean {
  return openApprovals(task.approvals).some((one) => one.subject.kind === "review" && one.subject.step === step.id);
}

function wrongRuns(before: Task, task: Task): readonly string[] {
  const running = (task.plan?.steps ?? []).filter((step) => step.status === "running" && !isAsking(step, task));
  const writers = running.filter((step) => step.needs.writes.length > 0 && !step.isolated);
  const risky = running.filter((step) => compareTiers(step.tier, "external") >= 0 || (task.autonomy === "manual" && step.tier !== "read"));
  return [
    ...(writers.length > 0 && running.length > 1 ? [`${running.map((step) => step.id).join(", ")} run beside a writer`] : []),
    ...risky.filter((step) => step.allowedBy === null).map((step) => `step ${step.id} (${step.tier}) runs unconfirmed`),
    ...(task.plan?.approvedBy === null
      ? running.filter((step) => !goesOn(step, before)).map((step) => `step ${step.id} of an unapproved plan runs`)
      : []),
  ];
}

function wrongStarts(before: Task, task: Task, memory: Memory): readonly string[] {
  for (const id of memory.attempts.keys()) if (!stepOf(task, id)) memory.attempts.delete(id);
  return (task.plan?.steps ?? []).flatMap((step) => {
    if (step.status !== "running" || goesOn(step, before)) return [];
    const last = memory.attempts.get(step.id) ?? 0;
    memory.attempts.set(step.id, Math.max(last, step.attempt));
    const early = step.dependsOn.filter((id) => !["passed", "superseded"].includes(stepOf(task, id)?.status ?? "gone"));
    return [
      ...(step.attempt <= last ? [`attempt ${step.attempt} of ${step.id} came after ${last}`] : []),
      ...early.map((id) => `${step.id} started before ${id} passed`),
      ...(task.stage === "executing" ? [] : [`${step.id} started in ${task.stage}`]),
      ...(task.pauses.length > 0 ? [`${step.id} started in a pause`] : []),
    ];
  });
}

/** A pass stays a pass in its version, and in the next one where the step and what it depends on are the same. */
function undonePasses(before: Task, task: Task): readonly string[] {
  const same = before.plan?.version === task.plan?.version;
  return (before.plan?.steps ?? []).flatMap((step) => {
    if (step.status !== "passed") return [];
    const now = stepOf(task, step.id);
    if (same || (now && isSameWork(step, now, before, task))) return now?.status === "passed" ? [] : [`the pass of ${step.id} was undone`];
    return [];
  });
}

function isSameWork(step: Step, now: Step, before: Task, task: Task): boolean {
  const spec = ({ kind, input, needs, dependsOn }: Step) => JSON.stringify([kind, input, needs, dependsOn]);
  if (spec(step) !== spec(now)) return false;
  return step.dependsOn.every((id) => {
    const [then, later] = [stepOf(before, id), stepOf(task, id)];
    return then?.status === "passed" && later !== undefined && isSameWork(then, later, before, task);
  });
}

function shrunk(before: Task, task: Task): readonly string[] {
  const { spend } = task;
  const less = spend.tokens < before.spend.tokens || spend.costMicros < before.spend.costMicros || spend.activeMs < before.spend.activeMs;
  return [...(less ? ["the spend went down"] : []), ...(task.repairs > Math.max(2, before.repairs) ? ["more than two repairs"] : [])];
}

function openEnds(task: Task): readonly string[] {
  const steps = (task.plan?.steps ?? []).filter((step) => !isSettled(step.status));
  return [
    ...steps.map((step) => `${step.id} is ${step.status} in a task that ended`),
    ...(openApprovals(task.approvals).length > 0 ? ["an approval is open in a task that ended"] : []),
    ...(task.sayings.length > 0 ? ["words were left unread in a task that ended"] : []),
    ...(openQuestions(task.interview.questions).length > 0 ? ["a question is open in a task that ended"] : []),
    ...(effectsOf(task).length > 0 || wakeAt(task, 0) !== null || dueAt(task) !== null
      ? ["something is in flight in a task that ended"]
      : []),
    ...(task.thinking !== null ? ["it still thinks after its end"] : []),
    ...(task.ending === null ? ["it ended without a word"] : []),
  ];
}
