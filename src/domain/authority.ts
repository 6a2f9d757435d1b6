import type { Policy } from "./policy.ts";
import { accountOf, isSameAccount, type Principal } from "./principal.ts";
import { compareTiers, type Tier } from "./tier.ts";

/** A right, or the reason it is refused with (told in private). */
export type Right = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const allowed: Right = { allowed: true };
const refused = (reason: string): Right => ({ allowed: false, reason });

/** Whether anybody may ask yet, and whether this one may. Rooms' memberships are the adapters' to check. */
export function mayAsk(who: Principal, policy: Policy): Right {
  if (policy.owner === null && accountOf(who) !== policy.operator) {
    return refused("This installation has no owner yet. Say `claim CODE` with the code that `adjutant start` printed.");
  }
  return allowed;
}

/**
 * Whether a principal may decide something of a tier. By default the requester approves up to `execute`; `external` and
 * `destructive` need a configured approver; the owner is one (product: 2.4). Four-eyes refuses the requester whoever they are.
 */
export function mayDecide(who: Principal, tier: Tier, requester: Principal, policy: Policy): Right {
  const known = mayAsk(who, policy);
  if (!known.allowed) return known;
  const account = accountOf(who);
  const own = account === accountOf(requester);
  if (own && policy.approvals.fourEyes) {
    return refused("You asked for this one, and a second person has to approve it.");
  }
  const named = policy.approvals.approvers[tier];
  if (named?.some((entry) => entry === account || who.groups.some((group) => entry === `@${group}`))) return allowed;
  if (isOwner(who, policy)) return allowed;
  if (own && named === undefined && compareTiers(tier, "execute") <= 0) return allowed;
  const whoMay = named && named.length > 0 ? named.join(", ") : "the owner";
  return refused(`You can't approve \`${tier}\` here. ${whoMay} can.`);
}

/** Who claimed the installation, or holds the machine it runs on. */
function isOwner(who: Principal, policy: Policy): boolean {
  const account = accountOf(who);
  return account === policy.owner || account === policy.operator;
}

/** The requester answers, and whoever owns the installation; everybody else's words are quoted context (product: 2.1). */
export function mayAnswer(who: Principal, requester: Principal, policy: Policy): Right {
  const known = isSameAccount(who, requester) || isOwner(who, policy);
  return known ? allowed : refused(`This was asked of ${requester.name}; your words are kept as context.`);
}

/** Requester, owner and configured approvers may stop a task (product: 2.1). */
export function mayStop(who: Principal, requester: Principal, policy: Policy): Right {
  const account = accountOf(who);
  const approvers = Object.values(policy.approvals.approvers).flat();
  const known = account === accountOf(requester) || isOwner(who, policy) || approvers.includes(account);
  const inGroup = who.groups.some((group) => approvers.includes(`@${group}`));
  return known || inGroup ? allowed : refused("Only the requester, an approver or the owner can stop this task.");
}
