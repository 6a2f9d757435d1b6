import { maySpeak, type Right } from "./authority.ts";
import type { Context } from "./context.ts";
import { forgetDeaths, lastDeath } from "./deaths.ts";
import { effectsOf } from "./effect.ts";
import type { TaskEvent } from "./event.ts";
import { checkLimits, holdRefused, refusalIn } from "./limits.ts";
import { after, moved, type Outcome, refuse } from "./record.ts";
import { ended } from "./stages/end.ts";
import { evaluating } from "./stages/evaluate.ts";
import { interviewing, triage } from "./stages/interview.ts";
import { awaitingApproval, briefing, planning } from "./stages/plan.ts";
import type { StageRules } from "./stages/rules.ts";
import { executing, revising } from "./stages/work.ts";
import { isEnded, type Stage, type Task } from "./task.ts";
import { askAnew, keyOf } from "./thinking.ts";

/** The stage × event table. Every cell is defined; what means nothing in a stage is refused with a reason. */
export const table: { readonly [Name in Stage]: StageRules } = {
  triage,
  interviewing,
  briefing,
  planning,
  awaiting_approval: awaitingApproval,
  executing,
  evaluating,
  revising,
  completed: ended,
  failed: ended,
  cancelled: ended,
};

/** How often an answer that did not hear the last words is asked again (architecture: crash). */
const mostStale = 3;

/** One event moves one task, or is refused. Pure: the engine makes the outcome durable and starts `effectsOf` it. */
export function transition(task: Task, event: TaskEvent, context: Context): Outcome {
  const charged = charge(task, context);
  const outcome = arrive(charged, take(charged, lastDeath(charged, event), context), context);
  return outcome.kind === "refused" ? outcome : { ...outcome, task: forgetDeaths(outcome.task) };
}

function take(task: Task, event: TaskEvent, context: Context): Outcome {
  if (isUnasked(task, event)) return moved(task);
  const person: Right = "by" in event ? maySpeak(event.by, context) : { allowed: true };
  if (!person.allowed) return refuse(person.reason);
  const limit = isEnded(task.stage) ? null : refusalIn(task, event);
  if (limit !== null) return holdRefused(task, limit, context);
  return isStale(task, event) ? moved(askAnew(task, context)) : handle(task, event, context);
}

function handle<Type extends TaskEvent["type"]>(task: Task, event: Extract<TaskEvent, { type: Type }>, context: Context): Outcome {
  // The cast ties the event's type to its own cell, which the compiler cannot follow through the indexed table.
  const cell = table[task.stage].on[event.type] as (task: Task, event: TaskEvent, context: Context) => Outcome;
  return cell(task, event, context);
}

/** Enters the stages a handler led to and settles each, until the task rests. */
function arrive(from: Task, outcome: Outcome, context: Context): Outcome {
  if (outcome.kind === "refused") return outcome;
  const limited = checkLimits(outcome.task, context);
  const now = limited.task;
  const records = [...outcome.records, ...limited.records];
  const rules = table[now.stage];
  const next = now.stage === from.stage ? rules.settle(now, context) : rules.enter(now, context);
  if (next.kind === "refused") return next;
  if (next.task === now && now.stage === from.stage) return moved(now, ...records);
  return after(records, arrive(now, next, context));
}

/** Counts active time since the last move. What calls used is the ledger's: the task comes with it. */
function charge(task: Task, context: Context): Task {
  const active = effectsOf(task).length > 0 ? Math.max(0, context.now - task.movedAt) : 0;
  return { ...task, movedAt: context.now, spend: { ...task.spend, activeMs: task.spend.activeMs + active } };
}

/** An answer nobody waits for any more: what it cost is counted, what it says is ignored. */
function isUnasked(task: Task, event: TaskEvent): boolean {
  if (event.type !== "thought" && event.type !== "unthought" && event.type !== "verified" && event.type !== "died") return false;
  return !effectsOf({ ...task, pauses: [] }).some((effect) => effect.key === event.of);
}

/** An answer to a question that was asked before people said more. */
function isStale(task: Task, event: TaskEvent): boolean {
  if (event.type !== "thought" || !task.thinking || event.of !== keyOf(task.thinking)) return false;
  return event.seen < task.heard && task.thinking.stale < mostStale;
}
