import type { Button, KnownBlock } from "@slack/types";
import { type Card, isBegun } from "../../../domain/card.ts";
import type { TaskId } from "../../../domain/id.ts";
import { isEnded } from "../../../domain/task.ts";
import { becauseOf, progressOf, statusLine } from "../../wording/card-words.ts";
import { nameOf, oneLine } from "../../wording/line.ts";
import { actions } from "../action.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, confirm, context, section } from "./element.ts";
import { headOf } from "./head.ts";
import { jsonBytes } from "./rich-text.ts";
import { planBlock } from "./task-cards.ts";
import { escapeInto } from "./text.ts";

/**
 * A task's live card: one message that is edited in place (product: 2.8). `now` is for elapsed times; `task` is what its
 * buttons act on. It calls nobody and bears none of the emoji that decide.
 */
export function renderCard(card: Card, now: number, task: TaskId): Rendered {
  const head = headOf([], nameOf(card));
  const status = oneLine(statusLine(card), 200);
  // A plan that waits for its approval is shown by the approval itself.
  const why = oneLine(becauseOf(card), 200);
  const begin = section(`${head}\n${escapeInto(status, 300)}`);
  const end: readonly KnownBlock[] = [
    ...(why === "" ? [] : [context(escapeInto(why, 300))]),
    ...(isEnded(card.stage) ? [] : [buttons(...controls(card, task))]),
  ];
  const room = limits.blocksBytes - jsonBytes([begin, ...end]);
  const plan = isBegun(card) && card.steps.length > 0 ? [planBlock(card, progressOf(card), now, room)] : [];
  return { parts: [{ text: begin.text?.text ?? head, blocks: [begin, ...plan, ...end] }], files: [] };
}

function controls(card: Card, task: TaskId): readonly Button[] {
  const pause = card.held === "paused" ? button(actions.resume, task, "Resume") : button(actions.pause, task, "Pause");
  const dialog = confirm(`Stop #${card.number}?`, "The task ends. What is done is kept.", "Stop", "danger");
  return [pause, button(actions.stop, task, "Stop", { style: "danger", confirm: dialog })];
}
