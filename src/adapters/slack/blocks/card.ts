import type { Button, KnownBlock } from "@slack/types";
import type { Card } from "../../../domain/card.ts";
import type { TaskId } from "../../../domain/id.ts";
import { duration, money } from "../../../domain/report.ts";
import { isEnded } from "../../../domain/task.ts";
import { actions } from "../action.ts";
import type { Rendered } from "./content.ts";
import { button, buttons, confirm, context, section } from "./element.ts";
import { headOf, nameOf } from "./head.ts";
import { insideWords, planBlock } from "./task-cards.ts";
import { escapeInto, oneLine } from "./text.ts";

/**
 * A task's live card: one message that is edited in place (product: 2.8). `now` is for elapsed times; `task` is what its
 * buttons act on. It calls nobody and bears none of the emoji that decide.
 */
export function renderCard(card: Card, now: number, task: TaskId): Rendered {
  const head = headOf([], nameOf(card));
  const status = oneLine(statusLine(card), 600);
  // A plan that waits for its approval is shown by the approval itself.
  const isBegun = card.approvedBy !== null || card.steps.some((step) => step.status !== "pending");
  const plan = isBegun && card.steps.length > 0 ? [planBlock(card, progressOf(card), now)] : [];
  const facts = oneLine(factsOf(card).join(" · "), 600);
  const blocks: readonly KnownBlock[] = [
    section(`${head}\n${escapeInto(status, 900)}`),
    ...plan,
    ...(facts === "" ? [] : [context(escapeInto(facts, 900))]),
    ...(isEnded(card.stage) ? [] : [buttons(...controls(card, task))]),
  ];
  return { parts: [{ text: `${head}\n${escapeInto(status, 1_500)}`, blocks }], files: [] };
}

/** `2/5 · codex is editing exports/batch.ts · 6 min · $0.31`. */
function statusLine(card: Card): string {
  const inside = card.running?.at(0);
  const going = inside && !isPaused(card) ? `${titleOf(card, inside.step)}: ${insideWords(inside)}` : card.doing;
  const many = (card.running?.length ?? 0) > 1 && !isPaused(card) ? [`and ${card.running.length - 1} more`] : [];
  const cost = card.costMicros > 0 ? [money(card.costMicros)] : [];
  return [...countOf(card), going, ...many, duration(card.activeMs), ...cost].join(" · ");
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

/** How far its limits are used, and why the plan may run. */
function factsOf({ spent, unmetered, approvedBy }: Card): readonly string[] {
  const isSaid = spent.includes("not metered");
  const why = approvedBy === null || approvedBy.startsWith("approved") ? approvedBy : `ran without asking: ${approvedBy}`;
  return [spent, unmetered && !isSaid ? "not metered" : "", why ?? ""].filter((fact) => fact !== "");
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
