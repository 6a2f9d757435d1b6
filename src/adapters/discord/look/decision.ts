import type { APIComponentInContainer } from "discord.js";
import type { ApprovalMessage } from "../../../domain/message.ts";
import { asksTwice, closedWords, decisionWords, emojiHint, rejectingEnds } from "../../wording/decision-words.ts";
import type { Confirmable } from "../action.ts";
import { button, type Row, row, textDisplay } from "./element.ts";
import { smallLine } from "./text.ts";

/** How words are heard in a server where Discord shows us only those that call us. */
const called = "in words: mention me, or reply to this message";

/** The buttons of an approval, or why there are none any more (product: 2.4). */
export function decisionOf(message: ApprovalMessage, isHeard: boolean): readonly APIComponentInContainer[] {
  const { closed } = message;
  if (closed !== null) return [textDisplay(smallLine(closedWords(closed), 600))];
  const emoji = [emojiHint(message), isHeard ? "" : called].filter((one) => one !== "").join(" · ");
  return [decisionRow(message), ...(emoji === "" ? [] : [textDisplay(`-# ${emoji}`)])];
}

/**
 * Approve, Request changes and Reject, each with what it does to this subject; all of them carry the approval's id. Where rejecting
 * does not end the task, Stop does.
 */
function decisionRow(message: ApprovalMessage): Row {
  const { approval: of, task } = message;
  const { approve, change, reject } = decisionWords[of.subject];
  const approval = of.id;
  const ends = rejectingEnds(message);
  const stop = { does: "command", command: "cancel", task: task.id } as const;
  return row(
    button(once(asksTwice(message), { does: "decide", verb: "approve", approval }), approve, of.tier === "destructive" ? "danger" : "good"),
    ...(change === null ? [] : [button({ does: "change", approval }, change)]),
    button(once(ends, { does: "decide", verb: "reject", approval }), reject, ends ? "danger" : "plain"),
    ...(ends ? [] : [button(once(true, stop), "Stop", "danger")]),
  );
}

function once(asks: boolean, act: Confirmable) {
  return asks ? ({ does: "confirm", act } as const) : act;
}
