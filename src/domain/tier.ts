import type { Needs } from "./needs.ts";

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

/**
 * A step's tier from what its kind does at least and what it needs: paths of the host are `destructive` (nothing of
 * ours can undo them), the network and secrets `external`, writes `write`. A label may only raise it.
 */
export function tierOf(base: Tier, needs: Needs, label: string | null = null): Tier {
  const asked: Tier[] = [base];
  if (needs.writes.length > 0) asked.push("write");
  if (needs.network.length > 0 || needs.secrets.length > 0) asked.push("external");
  if (needs.hostPaths.length > 0) asked.push("destructive");
  const raised = tiers.find((tier) => tier === label);
  return highestTier(raised ? [...asked, raised] : asked);
}
