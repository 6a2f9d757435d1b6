import type { GrantId } from "./id.ts";
import type { Needs } from "./needs.ts";
import type { Tier } from "./tier.ts";

/**
 * A standing approval (product: grant): whose it is, what shape of step it covers, with which needs, where, how long and
 * how often. Never for `destructive`, never above its own tier.
 */
export type Grant = {
  readonly id: GrantId;
  /** The account that gave it. */
  readonly owner: string;
  readonly ownerName: string;
  readonly tier: Tier;
  /** The step kind it covers. */
  readonly kind: string;
  /** The command's shape: the program, with its subcommand where it has one; null where the kind runs no command. */
  readonly shape: string | null;
  /** The needs it covers: domains, secrets, agents' needs and path prefixes. */
  readonly needs: Needs;
  readonly agents: readonly string[];
  /** Where it holds: a space, or null for tasks without one. */
  readonly space: string | null;
  /** Only in this conversation's room; null: in the whole space. */
  readonly room: string | null;
  readonly givenAt: number;
  readonly expiresAt: number;
  readonly usesLeft: number;
  readonly revokedAt: number | null;
};

/** How far a standing approval is to reach, as it is said with an `approve`. */
export type GrantOffer = {
  /** Lifetime in milliseconds; null: the product's default. */
  readonly forMs: number | null;
  /** Only in the room it was given in. */
  readonly here: boolean;
};
