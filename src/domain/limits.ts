import { interruptSteps } from "./attempts.ts";
import { additionTo, inForce, type Limits, limitKinds, limitReached, type MonthNews, nextShare, type UsedUp } from "./budget.ts";
import type { Context } from "./context.ts";
import { dayOf } from "./deferral.ts";
import type { TaskEvent } from "./event.ts";
import { amountOf, nameOf, sayMonth, shareOf } from "./limit-words.ts";
import { patientUntil, resumesAt } from "./month.ts";
import { openApproval } from "./opening.ts";
import { audit, moved, type Outcome, reply, type TaskRecord } from "./record.ts";
import { isEnded, type Task } from "./task.ts";

type Checked = { readonly task: Task; readonly records: readonly TaskRecord[] };

/** After every event: what is half or nearly used is said once, and what is used up pauses and asks (product: 2.5, 2.9). */
export function checkLimits(task: Task, context: Context): Checked {
  if (isEnded(task.stage)) return { task, records: [] };
  const told = announce(task);
  const kind = limitReached(task.spend, task.limits);
  if (kind === null) return told;
  const held = hold(told.task, { which: kind }, context);
  return { task: held.task, records: [...told.records, ...held.records] };
}

/** The limit that kept an effect from being carried out, or null. A summary is not worth asking for: the report is written without it. */
export function refusalIn(task: Task, event: TaskEvent): UsedUp | null {
  switch (event.type) {
    case "unthought":
      return event.purpose === "summary" ? null : (event.fault.limit ?? null);
    case "ended": {
      const step = task.plan?.steps.find((one) => one.id === event.step);
      const runs = step?.status === "running" && step.attempt === event.attempt;
      return runs && event.outcome.kind === "broken" ? (event.outcome.limit ?? null) : null;
    }
    default:
      return null;
  }
}

/** A call that did not fit into a limit was not made: nothing failed, and a person is asked whether to raise it. */
export function holdRefused(task: Task, limit: UsedUp, context: Context): Outcome {
  const held = hold(task, limit, context);
  return moved(held.task, ...held.records);
}

/** Pauses, interrupts what runs, and asks; it never just dies or overruns. */
function hold(task: Task, limit: UsedUp, context: Context): Checked {
  if (task.pauses.some((pause) => pause.reason === "limit")) return { task, records: [] };
  const until = limit.which === "month" ? resumesAt(task, limit.cap.month) : null;
  const pause = { reason: "limit", by: null, since: context.now, until, reminded: false } as const;
  const stopped = interruptSteps({ ...task, pauses: [...task.pauses, pause] }, context);
  // A month's cap is shared: raising it is for whoever may decide what reaches beyond the task.
  const tier = limit.which === "month" ? "external" : "read";
  const opened = openApproval(stopped.task, { kind: "limit", ...limit }, titleOf(task, limit, until), tier, patientUntil(until, context));
  return { task: opened.task, records: [...stopped.records, audit("limit", null, { ...limit }), ...opened.records] };
}

function titleOf(task: Task, limit: UsedUp, until: number | null): string {
  const steps = task.plan?.steps ?? [];
  const done =
    steps.length === 0 ? "" : ` ${steps.filter((step) => step.status === "passed").length} of ${steps.length} steps are done and kept.`;
  const alone = until === null ? "" : ` Else it goes on by itself on ${dayOf(until)}.`;
  return `${usedUpWords(task, limit)}.${done} ${additionWords(task, limit)}${alone}`;
}

function usedUpWords({ spend, limits }: Task, limit: UsedUp): string {
  if (limit.which === "month") return `The ${sayMonth(limit.cap)} (${amountOf(limit.cap.unit, limit.cap.most)}) is used up`;
  const { which } = limit;
  const most = inForce(limits, spend.unmetered === 0)[which] ?? 0;
  if (spend[which] >= most) return `This task's ${nameOf(which)} (${amountOf(which, most)}) is used up`;
  return `The next call may not fit into this task's ${nameOf(which)} (${shareOf(which, spend[which], most)} is used)`;
}

function additionWords({ allowance }: Task, limit: UsedUp): string {
  if (limit.which !== "month") return `Approve to add ${amountOf(limit.which, additionTo(limit.which, allowance))}.`;
  const { unit, month, adds } = limit.cap;
  return `Approve to add ${amountOf(unit, adds)} in ${month} only.`;
}

/** Says once that half, or 80 %, of a limit is used. What is used up is asked about instead. */
function announce(task: Task): Checked {
  const limits = inForce(task.limits, task.spend.unmetered === 0);
  const news = limitKinds.flatMap((kind) => shareReached(task, limits, kind));
  if (news.length === 0) return { task, records: [] };
  const announced = { ...task.announced, ...Object.fromEntries(news.map(({ kind, share }) => [kind, share])) };
  const records = news.map(({ kind, share, limit }) =>
    reply(words(share, `this task's ${nameOf(kind)}`, shareOf(kind, task.spend[kind], limit))),
  );
  return { task: { ...task, announced }, records };
}

function shareReached({ spend, announced }: Task, limits: Limits, kind: keyof Limits) {
  const limit = limits[kind];
  const share = limit === null ? null : nextShare(spend[kind], limit, announced[kind] ?? 0);
  return share === null || limit === null ? [] : [{ kind, share, limit }];
}

/** The same about a month, in the conversation of the task whose call used it. */
export function announceMonth({ cap, spent, share }: MonthNews): TaskRecord {
  return reply(words(share, `the ${sayMonth(cap)}`, shareOf(cap.unit, spent, cap.most)));
}

function words(share: number, whose: string, amounts: string): string {
  return `${share === 50 ? "Half" : `${share} %`} of ${whose} (${amounts}) is used.`;
}
