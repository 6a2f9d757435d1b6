import type { ApprovalMessage } from "../../../domain/message.ts";
import { approvalFacts, approvalFile, approvalPieces } from "../../wording/approval-pieces.ts";
import { nameOf } from "../../wording/line.ts";
import type { Rendered } from "./content.ts";
import { decisionOf } from "./decision.ts";
import { type Accent, textDisplay } from "./element.ts";
import { headOf } from "./head.ts";
import { layOut } from "./layout.ts";
import { markdownOf } from "./markdown.ts";

/**
 * A request for a decision (product: 2.4): what would be done, how risky it is, and right above the buttons what it may. Closed it
 * keeps its substance, loses its buttons and says why.
 */
export function renderApproval(message: ApprovalMessage, asked: readonly string[], isHeard: boolean): Rendered {
  const pieces = approvalPieces(message);
  const needs = needsOf(message);
  return layOut({
    head: headOf(asked, nameOf(message.task), approvalFacts(message)),
    items: needs === null ? pieces : pieces.slice(0, -1),
    tail: [...(needs === null ? [] : [textDisplay(needs)]), ...decisionOf(message, isHeard)],
    file: approvalFile(message),
    accent: accentOf(message),
  });
}

/** The last line says what would be granted. Where it is too long to stand by the buttons it flows with the rest. */
function needsOf(message: ApprovalMessage): string | null {
  if (message.plan === null && message.step === null) return null;
  const last = approvalPieces(message).at(-1);
  const needs = last === undefined ? "" : markdownOf(last);
  return needs === "" || needs.length > 400 ? null : needs;
}

function accentOf({ closed, approval }: ApprovalMessage): Accent {
  if (closed !== null) return "over";
  return approval.tier === "destructive" ? "failed" : "asks";
}
