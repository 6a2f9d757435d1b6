import type { Approval, ApprovalStatus, Subject, Verb, Vote } from "./approval.ts";
import { type Asked, mayDecide, mayStop, type Right, type Rules } from "./authority.ts";
import type { TaskEvent } from "./event.ts";
import { isSamePerson, type Principal, wereSamePerson } from "./principal.ts";
import type { Task } from "./task.ts";
import { compareTiers, type Tier } from "./tier.ts";

/** One answer to an approval, as an adapter received it. */
export type Decision = {
  readonly by: Principal;
  readonly verb: Verb;
  readonly text: string | null;
  readonly receivedAt: number;
  /** An emoji on the message: it approves up to `execute` (product: 2.4). */
  readonly byEmoji?: boolean;
};

/** What an answer came to: refused, counted while more are needed, or decided. */
export type Counted =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "voted"; readonly approval: Approval; readonly missing: number }
  | { readonly kind: "decided"; readonly approval: Approval; readonly verb: Verb };

/**
 * Counts one answer. Any eligible reject or change decides at once; approving needs its quorum, by person, with every
 * voter's right checked now. Expiry compares when the answer was received (architecture: data).
 */
export function count(approval: Approval, decision: Decision, task: Asked, rules: Rules): Counted {
  if (approval.status !== "open") return { kind: "refused", reason: whyClosed(approval) };
  if (decision.receivedAt > approval.expiresAt) return { kind: "refused", reason: "This approval had expired when you answered." };
  if (decision.byEmoji && decision.verb === "approve" && !countsEmoji(approval))
    return {
      kind: "refused",
      reason: `An emoji approves up to \`execute\`, and this is \`${approval.tier}\`: press Approve on the message.`,
    };
  const right = mayVote(approval, decision, task, rules);
  if (!right.allowed) return { kind: "refused", reason: right.reason };
  const { by, verb, text, receivedAt: at } = decision;
  const votes: readonly Vote[] = [
    ...approval.votes.filter((other) => !wereSamePerson(other.by, by, rules.directory)),
    { by, verb, text, at },
  ];
  const voted = { ...approval, votes };
  if (verb !== "approve") return decided(voted, decision, [by]);
  const { missing, holding } = standingOf(voted, task, rules);
  return missing > 0 ? { kind: "voted", approval: voted, missing } : decided(voted, decision, holding);
}

/** The same emoji told twice: whoever decided by it need not hear that it is decided. */
export function isHeardBefore(
  { approvals }: Pick<Task, "approvals">,
  { approval, by, verb, byEmoji }: Pick<Extract<TaskEvent, { type: "decided" }>, "approval" | "by" | "verb" | "byEmoji">,
  { directory }: Rules,
): boolean {
  const votes = approvals.find(({ id }) => id === approval)?.votes ?? [];
  return byEmoji === true && votes.some((vote) => vote.verb === verb && isSamePerson(vote.by, by, directory));
}

/**
 * Whether an emoji approves it: up to `execute` (product: 2.4). A plan may have riskier steps; each of them is confirmed by itself
 * before it runs.
 */
export function countsEmoji({ subject, tier }: { readonly subject: Pick<Subject, "kind">; readonly tier: Tier }): boolean {
  return subject.kind === "plan" || compareTiers(tier, "execute") <= 0;
}

/** How an approval stands by the rights of now. */
export type Standing = {
  /** Who approved and may not any more. */
  readonly lapsed: readonly Principal[];
  /** Who approved and may, once for each person. */
  readonly holding: readonly Principal[];
  /** People still needed beside them. */
  readonly missing: number;
};

/** Looks at every vote again: with the groups of now, and with accounts counted as the people they belong or belonged to. */
export function standingOf(approval: Approval, task: Asked, rules: Rules): Standing {
  const strict = rulesFor(approval, rules);
  const voters = approval.votes.filter((vote) => vote.verb === "approve").map((vote) => vote.by);
  const may = (voter: Principal) => mayDecide(voter, approval.tier, task, strict).allowed;
  const holding = voters
    .filter(may)
    .filter((voter, index, all) => all.findIndex((other) => wereSamePerson(other, voter, rules.directory)) === index);
  const missing = Math.max(0, strict.policy.approvals.quorum - holding.length);
  return { lapsed: voters.filter((voter) => !may(voter)), holding, missing };
}

/** Approving takes the right to decide; leaving it, or wanting it otherwise, also belongs to who may stop the task. */
function mayVote(approval: Approval, { by, verb }: Decision, task: Asked, rules: Rules): Right {
  const right = mayDecide(by, approval.tier, task, rulesFor(approval, rules));
  // What is said to a review is done at once: it takes who may have it done.
  const steers = verb === "change" && approval.subject.kind === "review";
  return right.allowed || verb === "approve" || steers ? right : mayStop(by, task, rules);
}

/** How many people have to approve. */
export function quorumFor(approval: Pick<Approval, "subject">, rules: Rules): number {
  return rulesFor(approval, rules).policy.approvals.quorum;
}

/** Trying again after a fault runs nothing new: one person is enough, the requester included. */
function rulesFor({ subject }: Pick<Approval, "subject">, { policy, directory }: Rules): Rules {
  const approvals = subject.kind === "fault" ? { ...policy.approvals, quorum: 1, fourEyes: false, onlyOn: null } : policy.approvals;
  return { policy: { ...policy, approvals }, directory };
}

const closedAs: Record<Verb, ApprovalStatus> = { approve: "approved", reject: "rejected", change: "changes_requested" };

/** It is said who decided: all whose votes made it up. */
function decided(approval: Approval, { verb, text }: Decision, deciders: readonly Principal[]): Counted {
  const said = text ? `: ${text}` : "";
  const reason = `${closedAs[verb].replace("_", " ")} by ${deciders.map(({ name }) => name).join(" and ")}${said}`;
  return { kind: "decided", approval: { ...approval, status: closedAs[verb], reason }, verb };
}

function whyClosed(approval: Approval): string {
  const how = approval.reason ?? approval.status;
  return `This was about version ${approval.version} and is closed: ${how}.`;
}
