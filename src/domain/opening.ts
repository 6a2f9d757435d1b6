import { type Approval, openApprovals, type Subject } from "./approval.ts";
import type { Context } from "./context.ts";
import { missingDeciders } from "./deciders.ts";
import { audit, reply, type TaskRecord } from "./record.ts";
import type { Task } from "./task.ts";
import type { Tier } from "./tier.ts";

/** A task with an approval opened or closed, and what is told of it. */
export type Opened = { readonly task: Task; readonly records: readonly TaskRecord[] };

/** Asks for a decision about one subject at the plan's present version; what is decided about is the plan, unless a digest says more. */
export function openApproval(
  task: Task,
  subject: Subject,
  title: string,
  tier: Tier,
  context: Context,
  digest = task.plan?.digest ?? "",
): Opened {
  const approval: Approval = {
    id: context.mint("apr"),
    subject,
    version: task.plan?.version ?? 0,
    digest,
    tier,
    status: "open",
    title,
    openedAt: context.now,
    expiresAt: context.now + context.policy.approvals.expiresMs,
    reminders: 0,
    votes: [],
    reason: null,
  };
  return {
    task: { ...task, approvals: [...task.approvals, approval] },
    records: [
      { type: "post", post: { kind: "approval", approval } },
      ...tellWhereNobodyCan(approval, task, context),
      audit("approval.opened", null, {
        approval: approval.id,
        subject: subject.kind,
        version: approval.version,
        digest: approval.digest,
        tier,
      }),
    ],
  };
}

/** Silence would be the only answer: who asks is told what is missing, before it expires. */
function tellWhereNobodyCan({ subject, tier }: Approval, task: Task, context: Context): readonly TaskRecord[] {
  const missing = subject.kind === "fault" ? 0 : missingDeciders(tier, task, context);
  if (missing === 0) return [];
  const { quorum, fourEyes, onlyOn } = context.policy.approvals;
  const who = quorum > 1 ? `${quorum} people must approve this, and ${missing} of them cannot be found` : "Nobody here can approve this";
  const why = [...(onlyOn === null ? [] : [`approvals count only on ${onlyOn}`]), ...(fourEyes ? ["who asked for it does not count"] : [])];
  const where = onlyOn === null ? "" : ` on ${onlyOn}`;
  const cure = `The operator can name approvers for \`${tier}\`${where} (approvals.approvers); \`stop\` ends it.`;
  return [reply(`${who}${why.length > 0 ? `: ${why.join(", and ")}` : ""}. ${cure}`, task.requester)];
}

/** Closes what is open and no longer asked: a newer version, an end. Their cards say why. */
export function voidApprovals(task: Task, why: string, which: (approval: Approval) => boolean = () => true): Opened {
  const closing = openApprovals(task.approvals).filter(which);
  const approvals = task.approvals.map((one): Approval => (closing.includes(one) ? { ...one, status: "void", reason: why } : one));
  return { task: { ...task, approvals }, records: closing.map((one) => ({ type: "close", approval: one.id, why })) };
}
