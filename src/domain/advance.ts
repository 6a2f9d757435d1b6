import { isAsked } from "./autonomy.ts";
import { askAboutStep, changedSince } from "./confirmation.ts";
import type { Context } from "./context.ts";
import type { Grant } from "./grant.ts";
import { makeQuestion } from "./interview.ts";
import { lapsedRight } from "./lapse.ts";
import { audit, type TaskRecord } from "./record.ts";
import { skipDependents } from "./splice.ts";
import { coveringGrant } from "./standing.ts";
import { isLookedAt, isSettled, type Step, writesShared } from "./step.ts";
import type { Task } from "./task.ts";
import { compareTiers } from "./tier.ts";

/** A task with what starting its steps left to tell. */
export type Advanced = { readonly task: Task; readonly records: readonly TaskRecord[] };

/**
 * Starts every step that may start now: dependencies passed, not before its time, within the bounds, one writer per
 * workspace at a time, branches beside each other. Steps that need a person are asked about instead; `ask` steps put their question.
 */
export function startSteps(task: Task, context: Context): Advanced {
  const able = withSkipped(task);
  return (able.plan?.steps ?? []).reduce<Advanced>(
    (sofar, step) => {
      const now = stepOf(sofar.task, step.id);
      return now && isReady(now, sofar.task, context) ? begin(sofar, now, context) : sofar;
    },
    { task: able, records: [] },
  );
}

/** What cannot run because an earlier step did not pass is skipped, however that step ended. */
export function withSkipped(task: Task): Task {
  if (!task.plan) return task;
  const steps = skipDependents(task.plan.steps);
  return steps === task.plan.steps ? task : { ...task, plan: { ...task.plan, steps } };
}

function isReady(step: Step, task: Task, context: Context): boolean {
  if ((step.status !== "pending" && step.status !== "reworking") || (step.notBefore ?? 0) > context.now) return false;
  return step.dependsOn.every((id) => isDone(stepOf(task, id)));
}

/** A superseded step counts as done for whoever was not re-pointed: its repair stands in for it. */
export function isDone(step: Step | undefined): boolean {
  return step?.status === "passed" || step?.status === "superseded";
}

function begin(sofar: Advanced, step: Step, context: Context): Advanced {
  if (needsConfirmation(step, sofar.task, context)) {
    const grant = standIn(sofar, step, context);
    // A use is taken when the step really starts.
    if (grant && !hasRoom(step, sofar.task, context)) return waitForRoom(sofar, step);
    return grant ? begin(useGrant(sofar, step, grant), { ...step, allowedBy: grant.id }, context) : confirm(sofar, step, null, context);
  }
  const lapsed = lapsedRight(sofar.task, step, context) ?? changedSince(sofar.task, step, context);
  if (lapsed !== null) return confirm(sofar, { ...step, allowedBy: null }, lapsed, context);
  if (!hasRoom(step, sofar.task, context)) return waitForRoom(sofar, step);
  const attempt = step.attempt + 1;
  const begun: Task = { ...sofar.task, place: { ...sofar.task.place, begun: true } };
  const task = withStep(begun, {
    ...step,
    status: "running",
    attempt,
    startedAt: context.now,
    endedAt: null,
    // Who was tried before and why stays told until somebody is done.
    reason: step.tried.length > 0 ? step.reason : null,
    notBefore: null,
  });
  const records = [...sofar.records, audit("attempt.started", null, { step: step.id, attempt })];
  const asks = askOf(step, context);
  if (!asks) return { task, records };
  const { question: text, choices } = asks;
  const question = makeQuestion({ step: step.id, topic: step.id, text, choices, why: null, round: 0 }, context);
  const interview = { ...task.interview, questions: [...task.interview.questions, question] };
  return { task: { ...task, interview }, records: [...records, { type: "post", post: { kind: "questions", questions: [question] } }] };
}

/** Its time has come and only room is missing: a deadline that stays in the past would be due for ever. */
function waitForRoom(sofar: Advanced, step: Step): Advanced {
  return step.notBefore === null ? sofar : { ...sofar, task: withStep(sofar.task, { ...step, notBefore: null }) };
}

/** What a person set to be asked about, what is risky, and in `manual` everything above read, unless it was allowed (product: autonomy). */
function needsConfirmation(step: Step, { autonomy }: Task, { policy }: Context): boolean {
  if (step.allowedBy !== null) return false;
  if (step.manual) return true;
  const risky = compareTiers(step.tier, "external") >= 0 || compareTiers(step.tier, policy.approvals.confirmFrom) >= 0;
  return risky ? isAsked("riskyStep", autonomy) : step.tier !== "read" && isAsked("tameStep", autonomy);
}

/**
 * The word that lets a step be done again with instructions nobody had seen when it was allowed: none where everything is
 * asked, and none for what reaches outside (product: subset rule).
 */
export function wordAfter({ allowedBy, tier }: Step, { autonomy }: Task): Step["allowedBy"] {
  return isAsked("withinApproved", autonomy) || compareTiers(tier, "external") >= 0 ? null : allowedBy;
}

/** The grant that stands in for a confirmation. What may have happened already, and what a person set to be asked, has none. */
function standIn(sofar: Advanced, step: Step, context: Context): Grant | null {
  if (step.manual || mayHaveHappened(step) || isAsked("grantedStep", sofar.task.autonomy)) return null;
  return coveringGrant(step, sofar.task, context, sofar.records);
}

/** What reaches outside and was begun in this or an earlier version of the plan: nobody knows how far it came. */
function mayHaveHappened({ attempt, tier }: Step): boolean {
  return attempt > 0 && compareTiers(tier, "external") >= 0;
}

function useGrant(sofar: Advanced, step: Step, { id, ownerName }: Grant): Advanced {
  const task = withStep(sofar.task, { ...step, allowedBy: id });
  const told = audit("grant.used", null, { grant: id, step: step.id, owner: ownerName });
  return { task, records: [...sofar.records, { type: "used", grant: id }, told] };
}

/** Asks about one step; `lapsed` says why what allowed it before does not any more. */
function confirm(sofar: Advanced, step: Step, lapsed: string | null, context: Context): Advanced {
  const waiting = withStep(sofar.task, { ...step, status: "awaiting_confirmation" });
  const lead = step.result?.asked
    ? `${step.title} asked, was answered, and would go on; let it?`
    : `${step.title} was begun before and may have happened already; run it again?`;
  const opened = askAboutStep(waiting, step, mayHaveHappened(step) ? { lead, lapsed } : { lapsed }, context);
  const told = lapsed === null ? [] : [audit("approval.lapsed", null, { step: step.id, why: lapsed })];
  return { task: opened.task, records: [...sofar.records, ...told, ...opened.records] };
}

function hasRoom(step: Step, task: Task, context: Context): boolean {
  const steps = task.plan?.steps ?? [];
  const running = steps.filter((other) => other.status === "running" && !isAsking(other, task));
  if (running.length >= context.policy.parallelSteps) return false;
  if (!writesShared(step)) return !running.some(writesShared);
  // Files that are being checked, or looked at by a person, stay as they are.
  const looked = steps.some((other) => other !== step && (isLookedAt(other) || (!hasBegun(step) && isToBeMended(other, task))));
  return running.length === 0 && !looked;
}

/** A rework, or an agent that asked, goes on from what the attempt before left: nobody else changes the files in between. */
function isToBeMended(step: Step, task: Task): boolean {
  const isAtWork = step.status === "running" && !isAsking(step, task);
  return hasBegun(step) && step.needs.writes.length > 0 && !isSettled(step.status) && !isAtWork;
}

function hasBegun({ instructions, result }: Step): boolean {
  return instructions !== null || (result?.snapshot ?? null) !== null;
}

/** Whether a running step is only waiting for a person's answer. */
export function isAsking(step: Step, task: Task): boolean {
  return task.interview.questions.some((question) => question.step === step.id && question.answer === null);
}

function askOf(step: Step, context: Context) {
  const read = context.kinds.get(step.kind)?.read(step.input);
  return read?.ok ? read.value.asks : null;
}

/** One step of the present plan. */
export function stepOf(task: Task, id: string): Step | undefined {
  return task.plan?.steps.find((step) => step.id === id);
}

/** The task with one step changed. */
export function withStep(task: Task, changed: Step): Task {
  if (!task.plan) return task;
  return { ...task, plan: { ...task.plan, steps: task.plan.steps.map((step) => (step.id === changed.id ? changed : step)) } };
}
