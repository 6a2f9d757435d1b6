import type { Button, ConfirmationDialog, KnownBlock } from "@slack/types";
import type { ApprovalMessage } from "../../../domain/message.ts";
import { compareTiers } from "../../../domain/tier.ts";
import { countsEmoji } from "../../../domain/vote.ts";
import { actions } from "../action.ts";
import { button, buttons, confirm, context } from "./element.ts";
import { needsSentence } from "./steps.ts";
import { escapeInto, oneLine } from "./text.ts";

/** What the verbs do to each kind of subject, as the buttons say it. Null: there is nothing to change. */
const words = {
  plan: { approve: "Approve", change: "Request changes", reject: "Reject" },
  step: { approve: "Approve", change: "Request changes", reject: "Leave it out" },
  review: { approve: "Approve", change: "Request changes", reject: "Leave it out" },
  result: { approve: "Accept as it is", change: "Request changes", reject: "Stop here" },
  fault: { approve: "Try again", change: "Request changes", reject: "Stop here" },
  limit: { approve: "Add more", change: null, reject: "Stop here" },
} as const;

/** The buttons of an approval, or why there are none any more (product: 2.4). */
export function decisionOf(message: ApprovalMessage): readonly KnownBlock[] {
  const { approval, closed } = message;
  if (closed !== null) return [context(escapeInto(closedWords(closed), 500))];
  const emoji = words[approval.subject].change === null ? "or react ✅ ❌" : "or react ✅ ❌ ✏️";
  const takesEmoji = countsEmoji({ subject: { kind: approval.subject }, tier: approval.tier });
  return [buttons(...decisionButtons(message)), ...(takesEmoji ? [context(emoji)] : [])];
}

/** Why an approval is closed, in one line. */
export function closedWords(closed: string): string {
  return `Closed: ${oneLine(closed, 400)}`;
}

/** Approve, Request changes and Reject, each with what it does to this subject; all of them carry the approval's id. */
export function decisionButtons(message: ApprovalMessage): readonly Button[] {
  const { id, subject } = message.approval;
  const { approve, change, reject } = words[subject];
  const dialog = needsDialog(message) ? { confirm: riskDialog(message, approve) } : {};
  return [
    button(actions.approve, id, approve, { style: "primary", ...dialog }),
    ...(change === null ? [] : [button(actions.change, id, change)]),
    button(actions.reject, id, reject, endsTask(subject) ? { confirm: endDialog(reject) } : {}),
  ];
}

/** What is above `execute` asks once more. */
function needsDialog({ approval }: ApprovalMessage): boolean {
  return compareTiers(approval.tier, "execute") > 0;
}

function riskDialog({ approval, plan, step, task }: ApprovalMessage, yes: string): ConfirmationDialog {
  const needs = step?.needs ?? plan?.needs ?? null;
  const what = needs === null ? approval.title : `Tier: ${approval.tier}. ${needsSentence(needs)}`;
  return confirm(`${yes} for #${task.number}?`, what, yes, approval.tier === "destructive" ? "danger" : "primary");
}

/** One slip of a thumb does not end a task. */
function endsTask(subject: keyof typeof words): boolean {
  return subject !== "step" && subject !== "review";
}

function endDialog(label: string): ConfirmationDialog {
  return confirm(`${label}?`, "The task ends. What is done is kept.", label, "danger");
}
