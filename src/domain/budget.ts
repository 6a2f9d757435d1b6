/** What a task may spend before it pauses and asks (product: 2.5). `null` is no limit. */
export type Limits = {
  /** Integer micro-dollars. */
  readonly costMicros: number | null;
  readonly tokens: number | null;
  /** Active time only: waiting for people is free. */
  readonly activeMs: number | null;
  /** Plans and briefs it made anew by itself: repairs, reworks, generations and corrections. */
  readonly regenerations: number | null;
};

/** What a calendar month may cost all tasks of an installation, a space or a person together. `null` is no cap. */
export type MonthLimits = Pick<Limits, "costMicros" | "tokens">;

export const uncapped: MonthLimits = { costMicros: null, tokens: null };

/** One of the caps of a month, as it is asked about. */
export type MonthCap = {
  /** `2026-11`, in UTC. */
  readonly month: string;
  /** `installation`, `space:shop`, `person:slack:U1`. */
  readonly scope: string;
  readonly unit: keyof MonthLimits;
  /** As it is now. */
  readonly most: number;
  /** What approving adds, and what has been added then in all. */
  readonly adds: number;
  readonly raised: number;
};

/** Half, or 80 %, of a month's cap is used. */
export type MonthNews = { readonly cap: MonthCap; readonly spent: number; readonly share: number };

/** The limit something did not fit into, as a decision may be asked for about it. */
export type UsedUp = { readonly which: keyof Limits } | { readonly which: "month"; readonly cap: MonthCap };

/** What was spent. `unmetered` counts calls without a price: they are never counted as $0 (product: 2.9). */
export type Spend = {
  readonly costMicros: number;
  readonly tokens: number;
  readonly activeMs: number;
  readonly regenerations: number;
  readonly unmetered: number;
};

export const spentNothing: Spend = { costMicros: 0, tokens: 0, activeMs: 0, regenerations: 0, unmetered: 0 };

/** The spend after something was made anew without anybody having asked for it. */
export function regenerate(before: Spend): Spend {
  return { ...before, regenerations: before.regenerations + 1 };
}

/** What one model call or agent run used. `costMicros` is null where no price is known. */
export type Usage = { readonly promptTokens: number; readonly completionTokens: number; readonly costMicros: number | null };

export const usedNothing: Usage = { promptTokens: 0, completionTokens: 0, costMicros: 0 };

/** The sum of two usages; a cost that is unknown on one side makes the sum unknown. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    costMicros: a.costMicros === null || b.costMicros === null ? null : a.costMicros + b.costMicros,
  };
}

/** A task's spend after one more call. */
export function spend(before: Spend, usage: Usage): Spend {
  return {
    ...before,
    costMicros: before.costMicros + (usage.costMicros ?? 0),
    tokens: before.tokens + usage.promptTokens + usage.completionTokens,
    unmetered: before.unmetered + (usage.costMicros === null ? 1 : 0),
  };
}

/** Tokens of a task whose calls have no price, where no limit of tokens was set: never silently unlimited (product: 2.9). */
const unmeteredTokens = 2_000_000;

/** The limits that really hold: where money cannot be counted, and nothing else bounds the calls, tokens are. */
export function inForce(limits: Limits, isMetered: boolean): Limits {
  const bounded = limits.tokens !== null || (limits.costMicros === null && limits.activeMs !== null);
  return isMetered || bounded ? limits : { ...limits, tokens: unmeteredTokens };
}

/** Shares of a limit that are told, in percent (product: 2.9). */
export const shares = [50, 80] as const;

/** The highest share that is reached and was not told yet, or null. All of it is nothing to tell: it is asked about. */
export function nextShare(spent: number, limit: number, told: number): number | null {
  if (limit <= 0 || spent >= limit) return null;
  return shares.findLast((share) => share > told && spent * 100 >= limit * share) ?? null;
}

/**
 * Whether money or tokens passed a share that is told between two states. Of a limit itself whoever used it up comes to know:
 * its next call is refused, and what it was just told is not lost.
 */
export function isNews(
  before: Pick<Spend, "costMicros" | "tokens">,
  after: Omit<Spend, "activeMs" | "regenerations">,
  limits: Limits,
): boolean {
  const held = inForce(limits, after.unmetered === 0);
  return (["costMicros", "tokens"] as const).some((kind) => {
    const limit = held[kind];
    return limit !== null && shares.some((share) => before[kind] * 100 < limit * share && after[kind] * 100 >= limit * share);
  });
}

/** What approving adds to a limit that began at nothing: $1, 100,000 tokens, 30 min, 4 times. */
const leastAddition: Readonly<Record<keyof Limits, number>> = {
  costMicros: 1_000_000,
  tokens: 100_000,
  activeMs: 30 * 60_000,
  regenerations: 4,
};

/** What approving adds to a used-up limit: as much again as it began with, however often it was raised. */
export function additionTo(kind: keyof Limits, began: Partial<Limits>): number {
  return began[kind] || (kind === "tokens" && began.tokens === null ? unmeteredTokens : leastAddition[kind]);
}

/** Limits in the order people care about. */
export const limitKinds = ["costMicros", "tokens", "activeMs", "regenerations"] as const;

/** The first limit that is used up, or null. The last thing made anew is allowed still: it counts from the next one on. */
export function limitReached(spent: Spend, limits: Limits): keyof Limits | null {
  const held = inForce(limits, spent.unmetered === 0);
  return limitKinds.find((kind) => isUsedUp(kind, spent[kind], held[kind])) ?? null;
}

function isUsedUp(kind: keyof Limits, spent: number, limit: number | null): boolean {
  if (limit === null) return false;
  return kind === "regenerations" ? spent > limit : spent >= limit;
}
