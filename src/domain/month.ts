import type { Approval } from "./approval.ts";
import type { Context } from "./context.ts";
import { voidApprovals } from "./opening.ts";
import { audit, reply, type TaskRecord } from "./record.ts";
import type { Task } from "./task.ts";

/** Months a task is held for that end by themselves; then silence ends it, as everywhere. */
const mostMonths = 3;

/** When a calendar month (`2026-11`, in UTC) is over, in milliseconds since the epoch. */
function endOf(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return Date.UTC(year, number, 1);
}

/** When a task that a month's cap holds goes on by itself: in the next month. Null where it has waited for so many already. */
export function resumesAt({ approvals }: Task, month: string): number | null {
  return approvals.filter((one) => isOfMonth(one) && one.status === "void").length < mostMonths ? endOf(month) : null;
}

/** The context in which a decision is asked for that needs nobody before the month is over: only then its patience begins. */
export function patientUntil(until: number | null, context: Context): Context {
  if (until === null) return context;
  const { policy, now } = context;
  const expiresMs = Math.max(0, until - now) + policy.approvals.expiresMs;
  return { ...context, policy: { ...policy, approvals: { ...policy.approvals, expiresMs } } };
}

/** Another month has begun: what the last one's cap held goes on, and is asked about again where the new one is used up too. */
export function beginMonth(task: Task, { now }: Context): { readonly task: Task; readonly records: readonly TaskRecord[] } {
  const over = task.pauses.filter(({ reason, until }) => reason === "limit" && until !== null && until <= now);
  if (over.length === 0) return { task, records: [] };
  const pauses = task.pauses.filter((one) => !over.includes(one));
  const closed = voidApprovals({ ...task, pauses }, "a new month began", isOfMonth);
  const goesOn =
    pauses.length === 0 ? "this task goes on." : `this task is still paused (${pauses.map(({ reason }) => reason).join(", ")}).`;
  return {
    task: closed.task,
    records: [...closed.records, audit("month.began", null), reply(`A new month has begun: ${goesOn}`)],
  };
}

function isOfMonth({ subject }: Approval): boolean {
  return subject.kind === "limit" && subject.which === "month";
}
