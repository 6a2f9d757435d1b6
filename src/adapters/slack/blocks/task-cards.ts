import type { PlanBlock, TaskCardBlock } from "@slack/types";
import type { Card, CardStep, Running } from "../../../domain/card.ts";
import { duration, money } from "../../../domain/report.ts";
import type { StepStatus } from "../../../domain/step.ts";
import { limits } from "../limits.ts";
import { jsonBytes, richLine } from "./rich-text.ts";
import { oneLine } from "./text.ts";

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
  const places = card.steps.map((step, place) => ({ step, place }));
  const shown = detail.folds ? folded(places) : places;
  const more = shown.length - detail.cards;
  const kept: readonly Shown[] = more <= 0 ? shown : [...shown.slice(0, detail.cards - 1), { count: more + 1, status: "pending" }];
  return kept.map((one, index) => ("step" in one ? stepCard(one, card, now, detail) : groupCard(one, index)));
}

type Group = { readonly count: number; readonly status: "complete" | "pending" };
type Placed = { readonly step: CardStep; readonly place: number };
type Shown = Placed | Group;

/** Steps beside each other that are done, or that are to come, as one; what is going on, or went wrong, stays by itself. */
function folded(steps: readonly Placed[]): readonly Shown[] {
  const shown: Shown[] = [];
  for (const placed of steps) {
    const status = foldsAs(placed.step);
    const last = shown.at(-1);
    const group = last && "count" in last && last.status === status ? last : null;
    if (group !== null) shown[shown.length - 1] = { ...group, count: group.count + 1 };
    else shown.push(status === null ? placed : { status, count: 1 });
  }
  return shown;
}

function foldsAs({ status, finding }: CardStep): Group["status"] | null {
  if (status === "pending") return "pending";
  return status === "passed" && !finding ? "complete" : null;
}

function groupCard({ count, status }: Group, index: number): TaskCardBlock {
  const words = status === "complete" ? "done" : "to come";
  return { type: "task_card", task_id: `group-${index}`, title: `${count} ${count === 1 ? "step" : "steps"} ${words}`, status };
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

/** What a status does not say, before what the step left. */
const statusWords: Partial<Record<StepStatus, string>> = {
  awaiting_confirmation: "waits for a decision",
  verifying: "is being checked",
  awaiting_review: "waits for a decision",
  reworking: "is done again",
  skipped: "left out",
  superseded: "replaced",
  cancelled: "cancelled",
};

function outputOf({ status, headline }: CardStep): string {
  return [statusWords[status] ?? "", headline].filter((part) => part !== "").join(": ");
}

function timeOf({ startedAt, endedAt }: CardStep, now: number): readonly string[] {
  return startedAt === null ? [] : [duration(Math.max(0, (endedAt ?? now) - startedAt))];
}

/** `40 % · writing tests · 12000 tokens · $0.10`; a share that the words name is not said twice. */
function insideWords({ doing, percent, tokens, costMicros }: Running): string {
  const isSaid = percent === null || doing.includes(`${percent}%`) || doing.includes(`${percent} %`);
  return [
    ...(isSaid ? [] : [`${percent} %`]),
    ...(doing === "" ? [] : [doing]),
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    ...(costMicros === null ? [] : [money(costMicros)]),
  ].join(" · ");
}

/** A title is a bare text of which nobody says whether it is unescaped: without angle brackets it reads the same either way. */
function safeTitle(text: string, max: number): string {
  return oneLine(text, max).replaceAll("<", "‹").replaceAll(">", "›") || "…";
}
