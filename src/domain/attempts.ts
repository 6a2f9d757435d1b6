import { type Advanced, isAsking, stepOf, withSkipped, withStep } from "./advance.ts";
import { isFaultOpen } from "./approval.ts";
import { askForAgent } from "./asking.ts";
import { askAboutStep } from "./confirmation.ts";
import type { Context } from "./context.ts";
import { mostDeaths } from "./deaths.ts";
import { handOn, isOutOfAgents } from "./delegation.ts";
import type { AttemptOutcome, TaskEvent } from "./event.ts";
import { openApproval } from "./opening.ts";
import { audit, moved, type Outcome, reply, type TaskRecord } from "./record.ts";
import { delayBefore, isWorthRetrying } from "./retry.ts";
import type { Step, StepResult } from "./step.ts";
import { isEvaluated } from "./subject.ts";
import type { Task } from "./task.ts";
import { compareTiers } from "./tier.ts";

/** Takes the outcome of the attempt that is running; one of an older attempt is only noted. What a passed one told is posted. */
export function closeAttempt(task: Task, event: Extract<TaskEvent, { type: "ended" }>, context: Context): Outcome {
  const step = stepOf(task, event.step);
  const told = audit(`attempt.${event.outcome.kind}`, null, { step: event.step, attempt: event.attempt, reason: event.outcome.reason });
  if (!step || !isInFlight(step, event.attempt, task)) return moved(task, told);
  if (event.outcome.kind === "broken" && event.outcome.asks) return waitForPerson(task, step, event.outcome.reason, told, context);
  if (event.outcome.kind === "asks") {
    const asked = askForAgent(task, step, event.outcome, context);
    return moved(withSkipped(asked.task), told, ...asked.records);
  }
  const words = event.outcome.kind === "passed" ? event.told.map((text) => reply(text)) : [];
  const next = closed(step, event.outcome, task, context);
  const { task: asked, records } = askWhereNobodyCould(withStep(task, next), next, context);
  return moved(withSkipped(asked), told, ...words, ...records);
}

/** Out of agents: a person tells how to go on (product: 2.6, fallback chain → a person). */
function askWhereNobodyCould(task: Task, step: Step, context: Context): Advanced {
  if (step.status !== "awaiting_review" || !isOutOfAgents(step)) return { task, records: [] };
  const title = `No agent could do "${step.title}" (${step.reason}). Approve to try again, say what to do otherwise, or reject to leave it out`;
  return openApproval(task, { kind: "review", step: step.id }, title, step.tier, context);
}

/** The step is as it was before; one open question about a fault stands for all. */
function waitForPerson(task: Task, step: Step, reason: string, told: TaskRecord, context: Context): Outcome {
  const waiting = withStep(task, { ...step, status: "pending", reason });
  if (isFaultOpen(task.approvals)) return moved(waiting, told);
  const opened = openApproval(waiting, { kind: "fault" }, reason, "read", context);
  return moved(opened.task, told, ...opened.records);
}

/** Whether exactly this attempt runs. A step that asks a person has nothing in flight: only the answer ends it. */
function isInFlight(step: Step, attempt: number, task: Task): boolean {
  return step.status === "running" && step.attempt === attempt && !isAsking(step, task);
}

function closed(step: Step, outcome: Exclude<AttemptOutcome, { kind: "asks" }>, task: Task, context: Context): Step {
  const endedAt = context.now;
  switch (outcome.kind) {
    case "passed":
      // What it changed is looked at before anything builds on it.
      return { ...step, ...done(isEvaluated(step, task)), endedAt, losses: 0, result: kept(outcome.result, endedAt), reason: null };
    case "failed":
      return { ...step, status: "failed", endedAt, losses: 0, result: outcome.result, reason: outcome.reason ?? outcome.result.headline };
    case "broken": {
      const faults = step.faults + 1;
      const ended: Step = { ...step, status: "failed", endedAt, faults, losses: 0, reason: outcome.reason };
      if (outcome.transient && isWorthRetrying(faults))
        return { ...ended, status: "pending", endedAt: step.endedAt, notBefore: context.now + delayBefore(faults) };
      return outcome.agent === undefined ? ended : { ...handOn(step, outcome.agent, outcome.reason), endedAt, losses: 0 };
    }
  }
}

/** What was left, with the time by which the newest state of the files is found. */
function kept(result: StepResult, keptAt: number): StepResult {
  return result.snapshot === null ? result : { ...result, keptAt };
}

function done(evaluated: boolean): Pick<Step, "status" | "verification" | "evaluation"> {
  return { status: evaluated ? "verifying" : "passed", verification: null, evaluation: null };
}

/**
 * An attempt an earlier owner left open (architecture: crash): up to `execute` it runs again, on a workspace that was put
 * back; `external` and `destructive` may have happened, so a person is asked. Lost three times in a row, the step failed.
 */
export function loseAttempt(task: Task, event: Extract<TaskEvent, { type: "lost" }>, context: Context): Outcome {
  const step = stepOf(task, event.step);
  if (!step || !isInFlight(step, event.attempt, task)) return moved(task);
  const losses = step.losses + (event.inGoodOrder === true ? 0 : 1);
  const next = losses < mostDeaths ? interrupt(task, { ...step, losses }, context) : giveUp(task, { ...step, losses }, context);
  return moved(next.task, ...next.records);
}

/** The step itself is taken for what kills its worker: trying for ever would help nobody. */
function giveUp(task: Task, step: Step, { now }: Context): Advanced {
  const reason = `whoever ran it died ${step.losses} times in a row`;
  const told = audit("attempt.lost", null, { step: step.id, attempt: step.attempt, reason });
  return { task: withSkipped(withStep(task, { ...step, status: "failed", endedAt: now, reason })), records: [told] };
}

function interrupt(task: Task, step: Step, context: Context): Advanced {
  const told = audit("attempt.lost", null, { step: step.id, attempt: step.attempt });
  if (compareTiers(step.tier, "external") < 0) {
    return { task: withStep(task, { ...step, status: "pending", reason: "interrupted" }), records: [told] };
  }
  const waiting = withStep(task, { ...step, status: "awaiting_confirmation", allowedBy: null, reason: "interrupted" });
  const lead = `${step.title} was interrupted and may have happened already; run it again?`;
  const opened = askAboutStep(waiting, step, { lead }, context);
  return { task: opened.task, records: [told, ...opened.records] };
}

/** Interrupts what runs, for a pause: not charged as a retry; what may have had effects outside is asked about again. */
export function interruptSteps(task: Task, context: Context): Advanced {
  const running = (task.plan?.steps ?? []).filter((step) => step.status === "running" && !isAsking(step, task));
  return running.reduce<Advanced>(
    (sofar, step) => {
      const next = interrupt(sofar.task, step, context);
      return { task: next.task, records: [...sofar.records, ...next.records] };
    },
    { task, records: [] },
  );
}
