import type { Button, ConfirmationDialog, KnownBlock } from "@slack/types";
import type { ApprovalMessage } from "../../../domain/message.ts";
import { asksTwice, closedWords, decisionWords, emojiHint, endWords, rejectingEnds, riskWords } from "../../wording/decision-words.ts";
import { actions } from "../action.ts";
import { button, buttons, confirm, context } from "./element.ts";
import { escapeInto } from "./text.ts";

/** The buttons of an approval, or why there are none any more (product: 2.4). */
export function decisionOf(message: ApprovalMessage): readonly KnownBlock[] {
  const { closed } = message;
  if (closed !== null) return [context(escapeInto(closedWords(closed), 500))];
  const emoji = emojiHint(message);
  return [buttons(...decisionButtons(message)), ...(emoji === "" ? [] : [context(emoji)])];
}

/** Approve, Request changes and Reject, each with what it does to this subject; all of them carry the approval's id. */
export function decisionButtons(message: ApprovalMessage): readonly Button[] {
  const { id, subject } = message.approval;
  const { approve, change, reject } = decisionWords[subject];
  const dialog = asksTwice(message) ? { confirm: riskDialog(message, approve) } : {};
  return [
    button(actions.approve, id, approve, { style: "primary", ...dialog }),
    ...(change === null ? [] : [button(actions.change, id, change)]),
    button(actions.reject, id, reject, rejectingEnds(message) ? { confirm: endDialog(reject) } : {}),
  ];
}

function riskDialog(message: ApprovalMessage, yes: string): ConfirmationDialog {
  const { approval, task } = message;
  return confirm(`${yes} for #${task.number}?`, riskWords(message), yes, approval.tier === "destructive" ? "danger" : "primary");
}

function endDialog(label: string): ConfirmationDialog {
  return confirm(`${label}?`, endWords, label, "danger");
}
