import type { Button, KnownBlock } from "@slack/types";
import type { Card } from "../../../domain/card.ts";
import type { TaskId } from "../../../domain/id.ts";
import { duration, money } from "../../../domain/report.ts";
import { isEnded } from "../../../domain/task.ts";
import { actions } from "../action.ts";
import { limits } from "../limits.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, confirm, context, section } from "./element.ts";
import { headOf, nameOf } from "./head.ts";
import { jsonBytes } from "./rich-text.ts";
import { planBlock } from "./task-cards.ts";
import { escapeInto, oneLine } from "./text.ts";

/**
 * A task's live card: one message that is edited in place (product: 2.8). `now` is for elapsed times; `task` is what its
 * buttons act on. It calls nobody and bears none of the emoji that decide.
 */
export function renderCard(card: Card, now: number, task: TaskId): Rendered {
  const head = headOf([], nameOf(card));
  const status = oneLine(statusLine(card), 200);
  // A plan that waits for its approval is shown by the approval itself.
  const isBegun = card.approvedBy !== null || card.steps.some((step) => step.status !== "pending");
  const why = oneLine(becauseOf(card), 200);
  const begin = section(`${head}\n${escapeInto(status, 300)}`);
  const end: readonly KnownBlock[] = [
    ...(why === "" ? [] : [context(escapeInto(why, 300))]),
    ...(isEnded(card.stage) ? [] : [buttons(...controls(card, task))]),
  ];
  const room = limits.blocksBytes - jsonBytes([begin, ...end]);
  const plan = isBegun && card.steps.length > 0 ? [planBlock(card, progressOf(card), now, room)] : [];
  return { parts: [{ text: begin.text?.text ?? head, blocks: [begin, ...plan, ...end] }], files: [] };
}

/** `2/5 · Change the slow part: editing exports/batch.ts · 6 min · $0.31 of $2.00`. */
function statusLine(card: Card): string {
  // Who is waited for matters more than what goes on meanwhile. A card that an older version stored has nothing of it.
  const told = /^(?:paused|waiting)/.test(card.doing) ? [] : (card.running ?? []);
  const [first] = told;
  const going = first && first.doing !== "" ? `${titleOf(card, first.step)}: ${first.doing}` : card.doing;
  const many = told.length > 1 ? [`and ${told.length - 1} more`] : [];
  return [...countOf(card), going, ...many, duration(card.activeMs), ...moneyOf(card)].join(" · ");
}

/** How far its limits are used, where that is known. */
function moneyOf({ spent, costMicros, unmetered }: Card): readonly string[] {
  if (spent !== "") return [spent];
  return [...(costMicros > 0 ? [money(costMicros)] : []), ...(unmetered ? ["not metered"] : [])];
}

function titleOf({ steps }: Card, id: string): string {
  return steps.find((step) => step.id === id)?.title ?? id;
}

function countOf({ steps }: Card): readonly string[] {
  return steps.length === 0 ? [] : [`${steps.filter(({ status }) => status === "passed").length}/${steps.length}`];
}

/** The plan's own line: `3 of 5 steps done`. */
function progressOf({ steps, stage }: Card): string {
  const done = steps.filter(({ status }) => status === "passed").length;
  return `${done} of ${steps.length} ${steps.length === 1 ? "step" : "steps"} done · ${stage.replaceAll("_", " ")}`;
}

/** Why the plan may run. */
function becauseOf({ approvedBy }: Card): string {
  return approvedBy === null || approvedBy.startsWith("approved") ? (approvedBy ?? "") : `ran without asking: ${approvedBy}`;
}

function controls(card: Card, task: TaskId): readonly Button[] {
  const pause = isPaused(card) ? button(actions.resume, task, "Resume") : button(actions.pause, task, "Pause");
  const dialog = confirm(`Stop #${card.number}?`, "The task ends. What is done is kept.", "Stop", "danger");
  return [pause, button(actions.stop, task, "Stop", { style: "danger", confirm: dialog })];
}

/** What is going on begins with it (domain/card.ts). */
function isPaused({ doing }: Card): boolean {
  return doing.startsWith("paused");
}
