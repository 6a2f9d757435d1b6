import type { PlanBlock, TaskCardBlock } from "@slack/types";
import type { Card, CardStep } from "../../../domain/card.ts";
import type { StepStatus } from "../../../domain/step.ts";
import { type Group, groupWords, type Placed, stepsShown } from "../../wording/card-steps.ts";
import { insideWords, outputOf, timeOf } from "../../wording/card-words.ts";
import { oneLine } from "../../wording/line.ts";
import { limits } from "../limits.ts";
import { jsonBytes, richLine } from "./rich-text.ts";

/** How much of a plan's steps is shown. `words` are those of one step's details; 0: its title is all. */
type Detail = { readonly folds: boolean; readonly cards: number; readonly title: number; readonly words: number };

/** From everything to what always fits: a card is one message that is edited in place, and never cut into parts. */
const whole: Detail = { folds: false, cards: limits.taskCards, title: 150, words: 300 };
const brief: Detail = { folds: true, cards: limits.taskCards, title: 150, words: 150 };
const least: Detail = { folds: true, cards: 20, title: 80, words: 0 };
/** The steps as Slack's own plan, with as much of each as fits into so many bytes of JSON; 7,100 are always enough. */
export function planBlock(card: Card, title: string, now: number, room: number): PlanBlock {
  const draw = (detail: Detail): PlanBlock => ({ type: "plan", title: safeTitle(title, 150), tasks: tasksOf(card, now, detail) });
  const fitting = card.steps.length <= limits.taskCards ? [whole, brief] : [brief];
  return fitting.map(draw).find((plan) => jsonBytes(plan) <= room) ?? draw(least);
}

function tasksOf(card: Card, now: number, detail: Detail): TaskCardBlock[] {
  const kept = stepsShown(card.steps, { folds: detail.folds, most: detail.cards });
  return kept.map((one, index) => ("step" in one ? stepCard(one, card, now, detail) : groupCard(one, index)));
}

function groupCard(group: Group, index: number): TaskCardBlock {
  return { type: "task_card", task_id: `group-${index}`, title: groupWords(group), status: group.status };
}

function stepCard({ step, place }: Placed, card: Card, now: number, { title, words }: Detail): TaskCardBlock {
  const inside = step.status === "running" ? card.running?.find((one) => one.step === step.id) : undefined;
  const details = richLine(oneLine([...(inside ? [insideWords(inside)] : []), ...timeOf(step, now)].join(" · "), words));
  const output = inside || words === 0 ? null : richLine(oneLine(outputOf(step), words));
  return {
    type: "task_card",
    task_id: `step-${place}`,
    title: safeTitle(step.title, title),
    status: statusOf(step),
    ...(details && words > 0 ? { details } : {}),
    ...(output ? { output } : {}),
  };
}

/** The four there are. What is not done any more is not complete. */
function statusOf({ status, finding }: CardStep): TaskCardBlock["status"] {
  return finding ? "error" : statuses[status];
}

const statuses: Readonly<Record<StepStatus, TaskCardBlock["status"]>> = {
  pending: "pending",
  awaiting_confirmation: "pending",
  running: "in_progress",
  verifying: "in_progress",
  awaiting_review: "in_progress",
  reworking: "in_progress",
  passed: "complete",
  failed: "error",
  skipped: "pending",
  superseded: "pending",
  cancelled: "pending",
};

/** A title is a bare text of which nobody says whether it is unescaped: without angle brackets it reads the same either way. */
function safeTitle(text: string, max: number): string {
  return oneLine(text, max).replaceAll("<", "‹").replaceAll(">", "›") || "…";
}
