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

/** The first limit that is used up, in the order people care about, or null. */
export function limitReached(spent: Spend, limits: Limits): keyof Limits | null {
  const kinds = ["costMicros", "tokens", "activeMs", "regenerations"] as const;
  return kinds.find((kind) => (limits[kind] ?? Number.POSITIVE_INFINITY) <= spent[kind]) ?? null;
}
