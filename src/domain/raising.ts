import type { Approval, Verb } from "./approval.ts";
import { additionTo, type UsedUp } from "./budget.ts";
import { composeEnding } from "./ending.ts";
import { audit, moved, type Outcome, refuse } from "./record.ts";
import type { Task } from "./task.ts";

/** Decides about a used-up limit: more of it, or an end with what was done kept (product: 2.5: raise or stop). */
export function decideLimit(task: Task, approval: Approval, verb: Verb): Outcome {
  if (verb === "change") return refuse("A limit is used up: say `approve` to add as much again, or `reject` to stop.");
  if (verb === "reject") {
    const why = approval.reason ?? "The limit was not raised.";
    return moved({ ...task, stage: "cancelled", ending: composeEnding(task, `Cancelled: ${why}`) });
  }
  const { subject } = approval;
  if (subject.kind !== "limit") return refuse("That is not about a limit.");
  const going = { ...task, pauses: task.pauses.filter((pause) => pause.reason !== "limit") };
  return raise(going, subject);
}

/** As much again as it began with: on top of what was used, where late results went beyond it. */
function raise(task: Task, limit: UsedUp): Outcome {
  if (limit.which === "month") return moved(task, { type: "raised", cap: limit.cap }, audit("month.raised", null, { ...limit.cap }));
  const { which } = limit;
  const most = Math.max(task.limits[which] ?? 0, task.spend[which]) + additionTo(which, task.allowance);
  // Half of the new limit was told when the old one was used up; its 80 % will be told.
  const announced = { ...task.announced, [which]: 50 };
  return moved({ ...task, announced, limits: { ...task.limits, [which]: most } }, audit("limit.raised", null, { which, most }));
}
