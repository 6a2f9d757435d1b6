import type { Approval } from "./approval.ts";
import type { MonthCap } from "./budget.ts";
import type { Grant } from "./grant.ts";
import type { ApprovalId, GrantId } from "./id.ts";
import type { Question } from "./interview.ts";
import type { Json } from "./json.ts";
import type { Principal } from "./principal.ts";
import type { Task } from "./task.ts";

/** What a transition leaves besides the task itself; written in the same transaction. */
export type TaskRecord =
  /** A new message in the task's conversation: these notify, so there are only three kinds and short replies. */
  | { readonly type: "post"; readonly post: Post }
  /** An approval's message is closed with the reason; its buttons go. */
  | { readonly type: "close"; readonly approval: ApprovalId; readonly why: string }
  | { readonly type: "audit"; readonly action: string; readonly by: string | null; readonly detail: Json }
  /** A month's cap was raised, for that month only. */
  | { readonly type: "raised"; readonly cap: MonthCap }
  /** Another task begins beside this one, in the same conversation. */
  | { readonly type: "begin"; readonly task: Omit<Task, "number"> }
  /** A standing approval was given. */
  | { readonly type: "granted"; readonly grant: Grant }
  /** A standing approval stood in for a confirmation: one use less. */
  | { readonly type: "used"; readonly grant: GrantId };

export type Post =
  | { readonly kind: "questions"; readonly questions: readonly Question[] }
  | { readonly kind: "approval"; readonly approval: Approval }
  | { readonly kind: "result" }
  /** A short word: public, or for one person only (a refusal). */
  | { readonly kind: "reply"; readonly text: string; readonly to: Principal | null };

/** What came of an event: the task moved, or the event was refused with a reason a person can read. */
export type Outcome = { readonly kind: "moved"; readonly task: Task; readonly records: readonly TaskRecord[] } | Refusal;
export type Refusal = { readonly kind: "refused"; readonly reason: string };

export function moved(task: Task, ...records: readonly TaskRecord[]): Outcome {
  return { kind: "moved", task, records };
}

export function refuse(reason: string): Refusal {
  return { kind: "refused", reason };
}

/** Adds records in front of what a further move brings. */
export function after(records: readonly TaskRecord[], outcome: Outcome): Outcome {
  return outcome.kind === "refused" ? outcome : { ...outcome, records: [...records, ...outcome.records] };
}

export function audit(action: string, by: string | null, detail: Json = null): TaskRecord {
  return { type: "audit", action, by, detail };
}

export function reply(text: string, to: Principal | null = null): TaskRecord {
  return { type: "post", post: { kind: "reply", text, to } };
}
