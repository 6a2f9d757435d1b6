import { inForce, type Limits, limitKinds, type MonthCap, type Spend, type UsedUp } from "./budget.ts";
import { counted, duration, money } from "./report.ts";
import type { Task } from "./task.ts";

/** What a limit is called. */
export function nameOf(kind: keyof Limits): string {
  const names = { costMicros: "budget", tokens: "token limit", activeMs: "time", regenerations: "allowance of repairs and new plans" };
  return names[kind];
}

/** An amount as people say it: `$5.00`, `200,000 tokens`, `4 h 0 min`, `12 more`. */
export function amountOf(kind: keyof Limits, amount: number): string {
  switch (kind) {
    case "costMicros":
      return money(amount);
    case "tokens":
      return `${counted(amount)} tokens`;
    case "activeMs":
      return duration(amount);
    case "regenerations":
      return `${amount}`;
  }
}

/** `$2.50 of $5.00`, `1,000 of 2,000 tokens`. */
export function shareOf(kind: keyof Limits, spent: number, limit: number): string {
  const said = kind === "tokens" ? counted(spent) : amountOf(kind, spent);
  return `${said} of ${amountOf(kind, limit)}`;
}

/** `budget of the space shop for 2026-11`. */
export function sayMonth({ month, scope, unit }: MonthCap): string {
  const [kind, ...name] = scope.split(":");
  const whose = kind === "space" ? `the space ${name.join(":")}` : kind === "person" ? name.join(":") : "this installation";
  return `${nameOf(unit)} of ${whose} for ${month}`;
}

/** Why a call was not made, in one line: what, where, and how to cure it. */
export function refusalOf(limit: UsedUp): string {
  if (limit.which !== "month") return `This task's ${nameOf(limit.which)} has no room for another call.`;
  const { cap } = limit;
  const cure = "The owner can raise limits.month in the configuration, or approve more where a task asks for it.";
  return `The ${sayMonth(cap)} (${amountOf(cap.unit, cap.most)}) has no room for another call. ${cure}`;
}

/** How far a task's limits are used, in one short phrase: `$2.61 of $5.00 (52 %)`. What is not metered says so. */
export function spentPhrase({ spend, limits }: Pick<Task, "spend" | "limits">): string {
  const held = inForce(limits, spend.unmetered === 0);
  const parts = limitKinds.filter((kind) => isShown(kind, spend, held)).map((kind) => sayShare(kind, spend[kind], held[kind]));
  return [...(spend.unmetered > 0 ? ["not metered"] : []), ...parts].join(", ");
}

/** Money as soon as there is any; the rest once half of it is used, or where it is all there is to go by. */
function isShown(kind: keyof Limits, spend: Spend, limits: Limits): boolean {
  const limit = limits[kind];
  if (kind === "costMicros") return spend.costMicros > 0;
  if (limit === null) return false;
  return (kind === "tokens" && spend.unmetered > 0) || (spend[kind] > 0 && spend[kind] * 2 >= limit);
}

function sayShare(kind: keyof Limits, spent: number, limit: number | null): string {
  if (limit === null) return amountOf(kind, spent);
  const share = limit > 0 ? Math.floor((spent * 100) / limit) : 100;
  return `${shareOf(kind, spent, limit)}${share >= 50 ? ` (${share} %)` : ""}`;
}
