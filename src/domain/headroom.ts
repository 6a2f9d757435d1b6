import { additionTo, inForce, type Limits, type MonthLimits, type UsedUp } from "./budget.ts";
import type { Ask } from "./purse.ts";

/** One limit that a call has to stay within, and how far it is used up. */
export type Cap = {
  readonly unit: keyof MonthLimits;
  readonly most: number;
  /** Paid for. */
  readonly settled: number;
  /** Held by calls that run. */
  readonly reserved: number;
  /** Whose month it is; null: it is the task's own limit. */
  readonly month: MonthScope | null;
};

/** Whose month it is, and what was configured for it. */
export type MonthScope = {
  /** `2026-11`, in UTC. */
  readonly month: string;
  /** `installation`, `space:shop`, `person:slack:U1`. */
  readonly scope: string;
  readonly configured: MonthLimits;
};

/** The sums of the ledger for one scope. */
export type Sums = Readonly<Record<"settled" | "reserved", { readonly costMicros: number; readonly tokens: number }>>;

/** What a purse says to an ask: how long the answer may be, wait until others have settled, or no. */
export type Verdict =
  /** `by` is the cap that made the answer shorter than wanted. */
  | { readonly kind: "granted"; readonly answerTokens: number; readonly by: Cap | null }
  | { readonly kind: "crowded" }
  | { readonly kind: "refused"; readonly by: Cap };

/** An answer this long needs no waiting for more room, in tokens. */
const comfortable = 4_096;

/** Tokens of a month whose money is capped and whose calls have no price. */
const unmeteredMonthTokens = 20_000_000;

/** A task's caps for one more call; without a price, tokens stand in for money. */
export function taskCaps(limits: Limits, sums: Sums, isMetered: boolean): readonly Cap[] {
  return capsOf(inForce(limits, isMetered), sums, null);
}

/** A month's caps for one more call, raised by what was added to them. */
export function monthCaps(scope: MonthScope, raised: MonthLimits, sums: Sums, isMetered: boolean): readonly Cap[] {
  const { costMicros, tokens } = scope.configured;
  const bounded = isMetered || tokens !== null || costMicros === null;
  const configured = { costMicros, tokens: bounded ? tokens : unmeteredMonthTokens };
  return capsOf(
    { costMicros: sumOf(configured.costMicros, raised.costMicros), tokens: sumOf(configured.tokens, raised.tokens) },
    sums,
    scope,
  );
}

function sumOf(cap: number | null, added: number | null): number | null {
  return cap === null ? null : cap + (added ?? 0);
}

function capsOf(limits: MonthLimits, { settled, reserved }: Sums, month: MonthScope | null): readonly Cap[] {
  return (["costMicros", "tokens"] as const).flatMap((unit) => {
    const most = limits[unit];
    return most === null ? [] : [{ unit, most, settled: settled[unit], reserved: reserved[unit], month }];
  });
}

/** The cap as a decision about raising it names it. */
export function usedUp({ unit, most, month }: Cap): UsedUp {
  if (month === null) return { which: unit };
  const began = month.configured[unit] ?? unmeteredMonthTokens;
  const adds = additionTo(unit, { [unit]: began });
  return { which: "month", cap: { month: month.month, scope: month.scope, unit, most, adds, raised: most - began + adds } };
}

/**
 * Decides about an ask under every cap at once. Near a limit the answer is made shorter rather than refused; where only
 * calls that run stand in the way, it waits for them, because they hold more than they will use.
 */
export function decide(ask: Ask, caps: readonly Cap[]): Verdict {
  const { most, least } = ask.answer;
  const room = Math.min(most, ...caps.map((cap) => answerWithin(ask, cap, cap.reserved)));
  if (room >= most) return { kind: "granted", answerTokens: most, by: null };
  const tightest = caps.find((cap) => answerWithin(ask, cap, cap.reserved) <= room) ?? null;
  const granted = { kind: "granted", answerTokens: room, by: tightest } as const;
  if (room >= comfortable) return granted;
  const hopeless = caps.find((cap) => answerWithin(ask, cap, 0) < least);
  if (hopeless) return { kind: "refused", by: hopeless };
  const crowded = caps.some((cap) => cap.reserved > 0 && answerWithin(ask, cap, cap.reserved) < Math.min(most, comfortable));
  return crowded ? { kind: "crowded" } : granted;
}

/** The longest answer within a cap, in tokens; below zero where not even the question fits. */
function answerWithin({ base, answer }: Ask, { unit, most, settled }: Cap, reserved: number): number {
  const left = most - settled - reserved;
  if (unit === "tokens") return left - base.tokens;
  // Without a price nothing can be said in money: the cap on tokens stands in (product: 2.9).
  if (base.costMicros === null || answer.microsPerMillion === null) return Number.POSITIVE_INFINITY;
  const micros = left - base.costMicros;
  if (micros < 0) return -1;
  return answer.microsPerMillion === 0 ? Number.POSITIVE_INFINITY : Math.floor((micros * 1_000_000) / answer.microsPerMillion);
}
