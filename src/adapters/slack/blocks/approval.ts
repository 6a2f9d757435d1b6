import type { ApprovalMessage } from "../../../domain/message.ts";
import { approvalFacts, approvalFile, approvalPieces } from "../../wording/approval-pieces.ts";
import { closedWords } from "../../wording/decision-words.ts";
import { nameOf } from "../../wording/line.ts";
import type { Rendered } from "./content.ts";
import { decisionOf } from "./decision.ts";
import { headOf } from "./head.ts";
import { layOut } from "./layout.ts";

/**
 * A request for a decision (product: 2.4): what would be done, by which needs, and how risky it is. Closed it keeps its
 * substance, loses its buttons and says why.
 */
export function renderApproval(message: ApprovalMessage, asked: readonly string[]): Rendered {
  const { task, closed } = message;
  return layOut({
    head: headOf(asked, nameOf(task), approvalFacts(message)),
    items: approvalPieces(message),
    tail: decisionOf(message),
    ending: closed === null ? "" : closedWords(closed),
    file: approvalFile(message),
  });
}
