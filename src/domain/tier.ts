/** Risk, from harmless to irreversible (product: tier). Always computed by code; a model's label is never trusted downward. */
export const tiers = ["read", "write", "execute", "external", "destructive"] as const;
export type Tier = (typeof tiers)[number];

/** Negative when `a` is the lower risk, 0 when equal. */
export function compareTiers(a: Tier, b: Tier): number {
  return tiers.indexOf(a) - tiers.indexOf(b);
}

/** The highest of some tiers; `read` of none. */
export function highestTier(all: readonly Tier[]): Tier {
  return all.reduce<Tier>((highest, tier) => (compareTiers(tier, highest) > 0 ? tier : highest), "read");
}
