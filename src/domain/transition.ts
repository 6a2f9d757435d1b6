import { interruptSteps } from "./attempts.ts";
import { maySpeak, type Right } from "./authority.ts";
import { type Limits, limitReached, spend } from "./budget.ts";
import type { Context } from "./context.ts";
import { effectsOf } from "./effect.ts";
import type { TaskEvent } from "./event.ts";
import { openApproval } from "./opening.ts";
import { after, audit, moved, type Outcome, refuse, type TaskRecord } from "./record.ts";
import { ended } from "./stages/end.ts";
import { evaluating } from "./stages/evaluate.ts";
import { interviewing, triage } from "./stages/interview.ts";
import { awaitingApproval, briefing, planning } from "./stages/plan.ts";
import type { StageRules } from "./stages/rules.ts";
import { executing, revising } from "./stages/work.ts";
import { isEnded, type Stage, type Task } from "./task.ts";
import { keyOf } from "./thinking.ts";

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
  const { task: charged, records } = charge(task, event, context);
  return after(records, arrive(charged, take(charged, event, context), context));
}

function take(task: Task, event: TaskEvent, context: Context): Outcome {
  if (isUnasked(task, event)) return moved(task);
  const person: Right = "by" in event ? maySpeak(event.by, context) : { allowed: true };
  if (!person.allowed) return refuse(person.reason);
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
  const limited = holdAtLimit(outcome.task, context);
  const now = limited.task;
  const records = [...outcome.records, ...limited.records];
  const rules = table[now.stage];
  const next = now.stage === from.stage ? rules.settle(now, context) : rules.enter(now, context);
  if (next.kind === "refused") return next;
  if (next.task === now && now.stage === from.stage) return moved(now, ...records);
  return after(records, arrive(now, next, context));
}

/** Counts active time since the last move, and what the event's effect used: results are paid for even when they come late. */
function charge(task: Task, event: TaskEvent, context: Context): { task: Task; records: readonly TaskRecord[] } {
  const active = effectsOf(task).length > 0 ? Math.max(0, context.now - task.movedAt) : 0;
  const timed: Task = { ...task, movedAt: context.now, spend: { ...task.spend, activeMs: task.spend.activeMs + active } };
  if (!("usage" in event)) return { task: timed, records: [] };
  const { usage } = event;
  const used = usage.promptTokens + usage.completionTokens > 0 || usage.costMicros !== 0;
  if (!used) return { task: timed, records: [] };
  return { task: { ...timed, spend: spend(timed.spend, usage) }, records: [{ type: "spent", purpose: purposeOf(event), usage }] };
}

function purposeOf(event: Extract<TaskEvent, { usage: unknown }>): string {
  switch (event.type) {
    case "thought":
      return event.thought.purpose;
    case "unthought":
      return event.purpose;
    case "ended":
      return `step ${event.step}`;
    case "opened":
      return "triage";
    case "verified":
      return "checks";
    case "used":
      return event.purpose;
  }
}

/** An answer nobody waits for any more: what it cost is counted, what it says is ignored. */
function isUnasked(task: Task, event: TaskEvent): boolean {
  if (event.type !== "thought" && event.type !== "unthought" && event.type !== "verified") return false;
  return !effectsOf({ ...task, pauses: [] }).some((effect) => effect.key === event.of);
}

/** An answer to a question that was asked before people said more. */
function isStale(task: Task, event: TaskEvent): boolean {
  if (event.type !== "thought" || !task.thinking || event.of !== keyOf(task.thinking)) return false;
  return event.seen < task.heard && task.thinking.stale < mostStale;
}

function askAnew(task: Task, context: Context): Task {
  return task.thinking ? { ...task, thinking: { ...task.thinking, stale: task.thinking.stale + 1, since: context.now } } : task;
}

/** A used-up limit pauses and asks; it never just dies or overruns (product: 2.5). */
function holdAtLimit(task: Task, context: Context): { task: Task; records: readonly TaskRecord[] } {
  const kind = limitReached(task.spend, task.limits);
  if (kind === null || isEnded(task.stage) || task.pauses.some((pause) => pause.reason === "limit")) return { task, records: [] };
  const pause = { reason: "limit", by: null, since: context.now, until: null, reminded: false } as const;
  const stopped = interruptSteps({ ...task, pauses: [...task.pauses, pause] }, context);
  const opened = openApproval(stopped.task, { kind: "limit", which: kind }, limitTitle(task, kind), "read", context);
  return { task: opened.task, records: [...stopped.records, audit("limit", null, { kind }), ...opened.records] };
}

function limitTitle(task: Task, kind: keyof Limits): string {
  const done = task.plan?.steps.filter((step) => step.status === "passed").length ?? 0;
  const told = {
    costMicros: `The budget for this task ($${((task.limits.costMicros ?? 0) / 1e6).toFixed(2)}) is used up`,
    tokens: `The token limit of this task (${task.limits.tokens}) is used up`,
    regenerations: `The tries of this task (${task.limits.regenerations} repairs, reworks and new plans) are used up`,
    activeMs: `The time for this task (${Math.round((task.limits.activeMs ?? 0) / 60_000)} min) is used up`,
  };
  return `${told[kind]}; ${done} of ${task.plan?.steps.length ?? 0} steps are done and kept. Approve to add as much again.`;
}
