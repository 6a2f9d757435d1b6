import { type Approval, openApprovals } from "./approval.ts";
import { mayAsk, mayDecide, mayStop } from "./authority.ts";
import type { Context } from "./context.ts";
import { missingDeciders, sayDeciders, tiersToDecide } from "./deciders.ts";
import type { TaskEvent } from "./event.ts";
import { openFacts } from "./offer.ts";
import { accountOf, isSameAccount, isSamePerson } from "./principal.ts";
import { audit, moved, type Outcome, refuse, reply, type TaskRecord } from "./record.ts";
import type { Task } from "./task.ts";

type Handed = Extract<TaskEvent, { type: "handed" }>;

/**
 * Somebody else asks for it from now on (product: 2.1). Who may stop a task (requester, approvers, owner) may hand it over
 * or take it over; who gets it must be somebody who may ask here. For four-eyes both count as requester.
 */
export function handOver(task: Task, { by, to }: Handed, context: Context): Outcome {
  const right = mayStop(by, task, context);
  if (!right.allowed) return refuse("Only the requester, an approver or the owner can hand this task over or take it over.");
  if (isSamePerson(to, task.requester, context.directory)) return refuse(`It is ${nameFor(to, by)} already.`);
  const able = mayAsk(to, context);
  if (!able.allowed)
    return refuse(isSameAccount(by, to) ? able.reason : `${to.name} can't take it: ${accountOf(to)} may not ask for work here.`);
  const before = task.requester;
  const requestedBefore = [...task.requestedBefore.filter((one) => !isSameAccount(one, before)), before];
  const handed: Task = { ...task, requester: to, requestedBefore };
  const stuck = whyStuck(task, handed, context);
  if (stuck !== null) return refuse(stuck);
  return moved(handed, audit("handed", accountOf(by), { from: accountOf(before), to: accountOf(to) }), ...tellBoth(handed, by, context));
}

/** Why a hand-over would leave a decision to nobody, or null: who may not approve what they ask for may be the only one who could. */
function whyStuck(task: Task, handed: Task, context: Context): string | null {
  const lost = tiersToDecide(task).find((tier) => missingDeciders(tier, task, context) === 0 && missingDeciders(tier, handed, context) > 0);
  if (lost === undefined) return null;
  const { fourEyes, quorum } = context.policy.approvals;
  const who = handed.requester.name;
  const rule = fourEyes ? `whoever asked cannot approve it, and without ${who}` : `with ${who} asking`;
  const left = quorum > 1 ? `fewer than ${quorum} people` : "nobody";
  return `It stays ${task.requester.name}'s: ${rule} ${left} could approve \`${lost}\` in it. Hand it to somebody else, or have another approver named first.`;
}

function nameFor(to: Handed["to"], by: Handed["by"]): string {
  return isSameAccount(by, to) ? "yours" : `${to.name}'s`;
}

/** Both are told what is open, and what was asked is asked again: a new message mentions who is asked now. */
function tellBoth(task: Task, by: Handed["by"], context: Context): readonly TaskRecord[] {
  const { requester: to, requestedBefore, number, title } = task;
  const before = requestedBefore.at(-1);
  const questions = openFacts(task.interview.questions);
  const waits = [...openApprovals(task.approvals).map((one) => decisionFor(one, task, context)), ...questions.map((one) => one.text)];
  const open = waits.length > 0 ? ` It waits for: ${waits.join("; ")}` : "";
  const how = isSamePerson(by, to, context.directory) ? "taken over" : `handed over by ${by.name}`;
  return [
    reply(`#${number} ${title} is yours now, ${how}.${open}`, to),
    ...(before ? [reply(`#${number} ${title} is ${to.name}'s now, ${how}.`, before)] : []),
    ...(questions.length > 0 ? [{ type: "post", post: { kind: "questions", questions } } as const] : []),
  ];
}

/** What waits for a decision; where whoever asks now may not make it, also who can. */
function decisionFor({ title, tier, subject }: Approval, task: Task, context: Context): string {
  const own = subject.kind === "fault" || mayDecide(task.requester, tier, task, context).allowed;
  return own ? title : `${title} (${sayDeciders(tier, task, context)} can approve it)`;
}
