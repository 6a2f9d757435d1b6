import { openApprovals } from "./approval.ts";
import { type Asked, mayDecide, type Rules } from "./authority.ts";
import { isAsked } from "./autonomy.ts";
import { accountOf, accountsOf, principalOf, wereSamePerson } from "./principal.ts";
import { isSettled } from "./step.ts";
import type { Task } from "./task.ts";
import { compareTiers, type Tier, tiers } from "./tier.ts";

/**
 * Who could decide something of a tier in a task now: accounts and `@groups`, as the policy names them, without those it
 * rules out (four eyes, another channel). Who is in a group is its channel's to say, so a group counts as somebody.
 */
function decidersOf(tier: Tier, task: Asked, rules: Rules): readonly string[] {
  const { approvals, owner, operator } = rules.policy;
  const usual = compareTiers(tier, "execute") <= 0 ? [accountOf(task.requester)] : [];
  const named = [...(approvals.approvers[tier] ?? usual), ...(owner === null ? [] : [owner]), operator];
  return [...new Set(named)].filter((entry) => entry.startsWith("@") || mayPersonDecide(entry, tier, task, rules));
}

/**
 * Whom to call for a decision: those whom the policy names for it, or who asked; the owner only where these are not enough, so that
 * nobody is called for what is not theirs to do every day.
 */
export function calledFor(tier: Tier, task: Asked, rules: Rules): readonly string[] {
  const able = decidersOf(tier, task, rules);
  const { approvals, owner, operator } = rules.policy;
  const usual = approvals.approvers[tier] ?? [accountOf(task.requester)];
  const first = able.filter((entry) => usual.includes(entry) || (entry !== owner && entry !== operator));
  return missingOf(first, rules) > 0 ? able : first;
}

/** Any account of a person will do: only one of them may be on the channel that counts. */
function mayPersonDecide(account: string, tier: Tier, task: Asked, rules: Rules): boolean {
  const who = principalOf(account, account);
  const theirs = who ? accountsOf(who, rules.directory).flatMap((one) => principalOf(one, one) ?? []) : [];
  return theirs.some((one) => mayDecide(one, tier, task, rules).allowed);
}

/** How many people of those needed could not be found, however everybody answered: 0 where it can be decided. */
export function missingDeciders(tier: Tier, task: Asked, rules: Rules): number {
  return missingOf(decidersOf(tier, task, rules), rules);
}

/** Of a group nobody knows how many there are. */
function missingOf(able: readonly string[], rules: Rules): number {
  if (able.some((entry) => entry.startsWith("@"))) return 0;
  const people = able.flatMap((account) => principalOf(account, account) ?? []);
  const distinct = people.filter((one, index) => people.findIndex((other) => wereSamePerson(one, other, rules.directory)) === index);
  return Math.max(0, rules.policy.approvals.quorum - distinct.length);
}

/** Who could, in words: `@ops, slack:U4 or the owner`. */
export function sayDeciders(tier: Tier, task: Asked, rules: Rules): string {
  const { owner, operator } = rules.policy;
  const able = decidersOf(tier, task, rules);
  const named = able.filter((entry) => entry !== owner && entry !== operator);
  const all = able.length > named.length ? [...named, "the owner"] : named;
  return all.length < 2 ? (all[0] ?? "nobody") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
}

/** The tiers a task's people will still have to decide about: what is asked now, and what of its plan is to be done. */
export function tiersToDecide(task: Task): readonly Tier[] {
  const asked = openApprovals(task.approvals).flatMap(({ subject, tier }) => (subject.kind === "fault" ? [] : [tier]));
  const needed = task.plan
    ? task.plan.steps.flatMap(({ status, tier }) => (isSettled(status) ? [] : [tier]))
    : // Nobody knows yet; what most plans come to.
      (["execute"] as const);
  const coming = needed.filter((tier) => compareTiers(tier, "external") >= 0 || isAsked("plan", task.autonomy));
  return tiers.filter((tier) => asked.includes(tier) || coming.includes(tier));
}
