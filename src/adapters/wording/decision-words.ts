import type { ApprovalMessage } from "../../domain/message.ts";
import { compareTiers } from "../../domain/tier.ts";
import { countsEmoji } from "../../domain/vote.ts";
import { oneLine } from "./line.ts";
import { needsSentence } from "./plan-pieces.ts";

/** What the verbs do to each kind of subject, as the buttons say it. Null: there is nothing to change. */
export const decisionWords = {
  plan: { approve: "Approve", change: "Request changes", reject: "Reject" },
  step: { approve: "Approve", change: "Request changes", reject: "Leave it out" },
  review: { approve: "Approve", change: "Request changes", reject: "Leave it out" },
  result: { approve: "Accept as it is", change: "Request changes", reject: "Stop here" },
  fault: { approve: "Try again", change: "Request changes", reject: "Stop here" },
  limit: { approve: "Add more", change: null, reject: "Stop here" },
} as const;

/** What is lost, and what not, when a task is ended. */
export const endWords = "The task ends. What is done is kept.";

/** Which emoji decide beside the buttons; empty where none counts (product: 2.4). */
export function emojiHint({ approval }: ApprovalMessage): string {
  if (!countsEmoji({ subject: { kind: approval.subject }, tier: approval.tier })) return "";
  return decisionWords[approval.subject].change === null ? "or react ✅ ❌" : "or react ✅ ❌ ✏️";
}

/** Why an approval is closed, in one line. */
export function closedWords(closed: string): string {
  return `Closed: ${oneLine(closed, 400)}`;
}

/** What is above `execute` asks once more. */
export function asksTwice({ approval }: ApprovalMessage): boolean {
  return compareTiers(approval.tier, "execute") > 0;
}

/** What somebody is asked once more about. */
export function riskWords({ approval, plan, step }: ApprovalMessage): string {
  const needs = step?.needs ?? plan?.needs ?? null;
  return needs === null ? approval.title : `Tier: ${approval.tier}. ${needsSentence(needs)}`;
}

/** One slip of a thumb does not end a task. */
export function rejectingEnds({ approval: { subject } }: ApprovalMessage): boolean {
  return subject !== "step" && subject !== "review";
}
