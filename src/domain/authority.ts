import type { Context } from "./context.ts";
import { accountsOf, groupsOf, isSamePerson, type Principal, wereSamePerson } from "./principal.ts";
import type { Task } from "./task.ts";
import { compareTiers, type Tier } from "./tier.ts";

/** A right, or the reason it is refused with (told in private). */
export type Right = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** What rights are judged by: the policy, and who is who with the groups of now. */
export type Rules = Pick<Context, "policy" | "directory">;

/** Who asks for a task now, and who did before it was handed over. */
export type Asked = Pick<Task, "requester" | "requestedBefore">;

const allowed: Right = { allowed: true };
const refused = (reason: string): Right => ({ allowed: false, reason });

/** Whether anybody may have a say yet, and whether this is a person: until there is an owner nobody asks or decides. */
export function maySpeak(who: Principal, rules: Rules): Right {
  if (accountsOf(who, rules.directory).some((account) => rules.policy.agentAccounts.includes(account))) {
    return refused("An agent can neither ask nor decide here.");
  }
  if (rules.policy.owner === null && !isOwner(who, rules)) {
    return refused("This installation has no owner yet. Say `claim CODE` with the code that `adjutant start` printed.");
  }
  return allowed;
}

/** Whether somebody may ask for work in this space: whom it names, else full members of its rooms (product: 2.1). */
export function mayAsk(who: Principal, rules: Rules): Right {
  const person = maySpeak(who, rules);
  if (!person.allowed || isOwner(who, rules)) return person;
  const { requesters } = rules.policy;
  if (requesters !== null) {
    const whoMay = requesters.length > 0 ? requesters.join(", ") : "the owner";
    return isNamed(who, requesters, rules) ? allowed : refused(`You can't ask for work here; ${whoMay} can.`);
  }
  if (who.channel === "terminal" || who.member === "full") return allowed;
  return refused(`${strangers[who.member ?? "unknown"]} can't ask for work here; a full member can.`);
}

const strangers = { guest: "Guests", external: "People from outside", unknown: "Somebody whose membership is not known" };

/**
 * Whether a principal may decide something of a tier. By default the requester approves up to `execute`; `external` and
 * `destructive` need a configured approver; the owner is one (product: 2.4). Four-eyes refuses everybody who ever asked for
 * it, whoever they are.
 */
export function mayDecide(who: Principal, tier: Tier, task: Asked, rules: Rules): Right {
  const admitted = mayDecideAtAll(who, task, rules);
  if (!admitted.allowed) return admitted;
  const named = rules.policy.approvals.approvers[tier];
  if (isNamed(who, named ?? [], rules) || isOwner(who, rules)) return allowed;
  if (named === undefined && isRequester(who, task, rules) && compareTiers(tier, "execute") <= 0) return allowed;
  const whoMay = named && named.length > 0 ? named.join(", ") : "the owner";
  return refused(`You can't approve \`${tier}\` here; ${whoMay} can.`);
}

/** What no name on a list makes good: nobody who is no person, answers elsewhere, or asked for it under four-eyes. */
function mayDecideAtAll(who: Principal, task: Asked, rules: Rules): Right {
  const person = maySpeak(who, rules);
  if (!person.allowed) return person;
  const { fourEyes, onlyOn } = rules.policy.approvals;
  if (onlyOn !== null && who.channel !== onlyOn) return refused(`Approvals count only on ${onlyOn} here.`);
  const isOwn = fourEyes && hasAsked(who, task, rules);
  return isOwn ? refused("You asked for this one, and a second person has to approve it.") : allowed;
}

/** Whether the task is theirs to steer: the requester, or whoever owns the installation (product: 2.1). */
export function mayDirect(who: Principal, task: Asked, rules: Rules): Right {
  const known = isRequester(who, task, rules) || isOwner(who, rules);
  return known ? allowed : refused(`This was asked of ${task.requester.name}; your words are kept as context.`);
}

/** Whether somebody may answer a factual question: who directs the task and, where policy lets them, members of the space. */
export function mayAnswer(who: Principal, task: Asked, rules: Rules): Right {
  const member = rules.policy.approvals.membersAnswer && mayAsk(who, rules).allowed;
  return member ? allowed : mayDirect(who, task, rules);
}

/** Requester, owner and configured approvers may stop a task (product: 2.1). */
export function mayStop(who: Principal, task: Asked, rules: Rules): Right {
  const approvers = Object.values(rules.policy.approvals.approvers).flat();
  const known = isRequester(who, task, rules) || isOwner(who, rules) || isNamed(who, approvers, rules);
  return known ? allowed : refused("Only the requester, an approver or the owner can stop this task.");
}

function isRequester(who: Principal, { requester }: Asked, { directory }: Rules): boolean {
  return isSamePerson(who, requester, directory);
}

/** For four-eyes whoever asked before a hand-over is a requester too (product: 2.1), and so is an account that was theirs then. */
function hasAsked(who: Principal, { requester, requestedBefore }: Asked, { directory }: Rules): boolean {
  return [requester, ...requestedBefore].some((one) => wereSamePerson(who, one, directory));
}

/** Who claimed the installation, or holds the machine it runs on. */
export function isOwner(who: Principal, { policy, directory }: Rules): boolean {
  return accountsOf(who, directory).some((account) => account === policy.owner || account === policy.operator);
}

/** Whether a list of accounts (`channel:id`) and groups (`@name`) has this person in it. */
function isNamed(who: Principal, entries: readonly string[], { directory }: Rules): boolean {
  const names = [...accountsOf(who, directory), ...groupsOf(who, directory).map((group) => `@${group}`)];
  return entries.some((entry) => names.includes(entry));
}
