import type { Approval, ApprovalStatus, Verb, Vote } from "./approval.ts";
import { mayDecide, mayStop, type Right } from "./authority.ts";
import type { Policy } from "./policy.ts";
import { isSameAccount, type Principal } from "./principal.ts";

/** One answer to an approval, as an adapter received it. */
export type Decision = { readonly by: Principal; readonly verb: Verb; readonly text: string | null; readonly receivedAt: number };

/** What an answer came to: refused, counted while more are needed, or decided. */
export type Counted =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "voted"; readonly approval: Approval; readonly missing: number }
  | { readonly kind: "decided"; readonly approval: Approval; readonly verb: Verb };

/**
 * Counts one answer. Any eligible reject or change decides at once; approving needs its quorum, by person, with every
 * voter's right checked now. Expiry compares when the answer was received (architecture: data).
 */
export function count(approval: Approval, decision: Decision, requester: Principal, policy: Policy): Counted {
  if (approval.status !== "open") return { kind: "refused", reason: whyClosed(approval) };
  if (decision.receivedAt > approval.expiresAt) return { kind: "refused", reason: "This approval had expired when you answered." };
  const right = mayVote(approval, decision, requester, policy);
  if (!right.allowed) return { kind: "refused", reason: right.reason };
  const vote = voteOf(decision);
  const votes = [...approval.votes.filter((other) => !isSameAccount(other.by, vote.by)), vote];
  if (decision.verb !== "approve") return decided({ ...approval, votes }, decision);
  const missing = rulesFor(approval, policy).approvals.quorum - votes.filter((other) => other.verb === "approve").length;
  return missing > 0 ? { kind: "voted", approval: { ...approval, votes }, missing } : decided({ ...approval, votes }, decision);
}

/** Approving takes the right to decide; leaving it, or wanting it otherwise, also belongs to who may stop the task. */
function mayVote(approval: Approval, { by, verb }: Decision, requester: Principal, policy: Policy): Right {
  const right = mayDecide(by, approval.tier, requester, rulesFor(approval, policy));
  return right.allowed || verb === "approve" ? right : mayStop(by, requester, policy);
}

/** Trying again after a fault runs nothing new: one person is enough, the requester included. */
function rulesFor(approval: Approval, policy: Policy): Policy {
  return approval.subject.kind === "fault" ? { ...policy, approvals: { ...policy.approvals, quorum: 1, fourEyes: false } } : policy;
}

function voteOf(decision: Decision): Vote {
  return {
    by: decision.by,
    verb: decision.verb,
    text: decision.text,
    at: decision.receivedAt,
  };
}

const closedAs: Record<Verb, ApprovalStatus> = { approve: "approved", reject: "rejected", change: "changes_requested" };

function decided(approval: Approval, { verb, by, text }: Decision): Counted {
  const said = text ? `: ${text}` : "";
  const reason = `${closedAs[verb].replace("_", " ")} by ${by.name}${said}`;
  return { kind: "decided", approval: { ...approval, status: closedAs[verb], reason }, verb };
}

function whyClosed(approval: Approval): string {
  const how = approval.reason ?? approval.status;
  return `This was about version ${approval.version} and is closed: ${how}.`;
}
