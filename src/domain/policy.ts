import { type Limits, type MonthLimits, uncapped } from "./budget.ts";
import type { Channel } from "./principal.ts";
import type { Tier } from "./tier.ts";

/** How much runs unasked (product: 2.4). */
export const autonomies = ["manual", "guardrails", "full"] as const;
export type Autonomy = (typeof autonomies)[number];

/** What happens when nobody decides in time (product: 2.4). `remind`: twice, then abort. `defer`: parked once for some days, asked again, then abort. */
export type OnExpiry = "abort" | "remind" | "defer";

/** Everything an operator may choose that the heart decides by. */
export type Policy = {
  readonly autonomy: Autonomy;
  readonly interview: {
    /** Rounds of questions at most (default 3). */
    readonly rounds: number;
    /** Questions a round at most (default 3). */
    readonly questions: number;
    /** Ambiguity at which work may start (0.2, product: 2.1). */
    readonly ready: number;
  };
  readonly thresholds: { readonly green: number; readonly yellow: number };
  readonly limits: Limits;
  /** Caps of a calendar month: of everything, of this space, of each person. */
  readonly month: { readonly installation: MonthLimits; readonly space: MonthLimits; readonly person: MonthLimits };
  readonly approvals: {
    readonly expiresMs: number;
    readonly onExpiry: OnExpiry;
    /** Accounts (`channel:id`) or groups (`@name`) per tier; a tier without an entry has its default (product: 2.4). */
    readonly approvers: Partial<Readonly<Record<Tier, readonly string[]>>>;
    /** Whether the requester may not approve their own work. */
    readonly fourEyes: boolean;
    /** Approvals needed, counted by person. */
    readonly quorum: number;
    /** How long `defer` parks what nobody decided about, once. */
    readonly deferMs: number;
    /** Steps from this tier on are confirmed one by one; policy can only widen the product's `external`. */
    readonly confirmFrom: Tier;
    /** The only channel whose approvals count, or null: any channel on which the person is linked. */
    readonly onlyOn: Channel | null;
    /** Whether members of the space may answer factual questions; else the requester takes their answer with one tap. */
    readonly membersAnswer: boolean;
  };
  /** Accounts (`channel:id`) or groups (`@name`) that may ask in this space; null: full members of its rooms (product: 2.1). */
  readonly requesters: readonly string[] | null;
  /** Accounts that agents speak with: they can request, never decide, and are no people (product: 2.6). */
  readonly agentAccounts: readonly string[];
  /** The account that claimed the installation, or null: until then nobody on a chat platform may ask or approve. */
  readonly owner: string | null;
  /** The operating-system user the installation's home belongs to (`terminal:<uid>`): owner by holding the machine. */
  readonly operator: string;
  /** Steps of one task that may run at once. */
  readonly parallelSteps: number;
  /** The highest number of repair plans of one task (2, product: 2.5). */
  readonly repairs: number;
  /** The highest number of reworks of one step (3, product: 2.7). */
  readonly reworks: number;
  /** The highest number of generations of one brief (3, product: 2.7). */
  readonly generations: number;
};

/** The groups that any of these policies names, without their `@`: no other gives anybody a right. */
export function groupsNamed(policies: readonly Pick<Policy, "approvals" | "requesters">[]): readonly string[] {
  const entries = policies.flatMap(({ approvals, requesters }) => [...Object.values(approvals.approvers).flat(), ...(requesters ?? [])]);
  return [...new Set(entries.flatMap((entry) => (entry.startsWith("@") ? entry.slice(1) : [])))];
}

/** The product's defaults; configuration changes single values. */
export const defaultPolicy: Policy = {
  autonomy: "guardrails",
  interview: { rounds: 3, questions: 3, ready: 0.2 },
  thresholds: { green: 0.85, yellow: 0.6 },
  limits: { costMicros: 5_000_000, tokens: null, activeMs: 4 * 3_600_000, regenerations: 12 },
  month: { installation: uncapped, space: uncapped, person: uncapped },
  approvals: {
    expiresMs: 72 * 3_600_000,
    onExpiry: "remind",
    approvers: {},
    fourEyes: false,
    quorum: 1,
    deferMs: 7 * 24 * 3_600_000,
    confirmFrom: "external",
    onlyOn: null,
    membersAnswer: false,
  },
  requesters: null,
  agentAccounts: [],
  owner: null,
  operator: "terminal:0",
  parallelSteps: 4,
  repairs: 2,
  reworks: 3,
  generations: 3,
};
