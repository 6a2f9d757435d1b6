import type { Autonomy } from "./policy.ts";

/** What a person might be asked about before it goes on. */
type Matter = keyof typeof asks;

/**
 * Who is asked when (product: autonomy), one row a matter. `true`: a person decides. The rules that use it say what happens
 * otherwise; in `full` a red result ends the task with its best attempt.
 */
export const asks = {
  /** A plan of nothing but `read` steps. */
  readPlan: { manual: true, guardrails: false, full: false },
  /** The first plan of an unchanged pinned procedure with `read` and `execute` steps only. */
  pinnedPlan: { manual: true, guardrails: false, full: false },
  /** Every other plan. */
  plan: { manual: true, guardrails: true, full: false },
  /** What was not in the approved digest, within its needs and tier: repair, rework, new generation. */
  withinApproved: { manual: true, guardrails: false, full: false },
  /** A step of tier `write` or `execute`. */
  tameStep: { manual: true, guardrails: false, full: false },
  /** An `external` or `destructive` step without a grant. */
  riskyStep: { manual: true, guardrails: true, full: true },
  /** The same with a grant that covers it: a standing approval is one, except where everything is asked. */
  grantedStep: { manual: true, guardrails: false, full: false },
  green: { manual: true, guardrails: false, full: false },
  yellow: { manual: true, guardrails: true, full: false },
  /** Red that rework and repair did not cure. */
  uncuredRed: { manual: true, guardrails: true, full: false },
} as const satisfies Record<string, Record<Autonomy, boolean>>;

/** Whether a person is asked about it. */
export function isAsked(matter: Matter, autonomy: Autonomy): boolean {
  return asks[matter][autonomy];
}
