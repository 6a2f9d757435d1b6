import type { Card, CardStep, Running } from "../../domain/card.ts";
import { counted, duration, money } from "../../domain/report.ts";
import type { StepStatus } from "../../domain/step.ts";

/** `2/5 · Change the slow part: editing exports/batch.ts · 6 min · $0.31 of $2.00`. */
export function statusLine(card: Card): string {
  // Who is waited for matters more than what goes on meanwhile. A card that an older version stored has nothing of it.
  const told = card.held ? [] : (card.running ?? []);
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
export function progressOf({ steps, stage }: Card): string {
  const done = steps.filter(({ status }) => status === "passed").length;
  return `${done} of ${steps.length} ${steps.length === 1 ? "step" : "steps"} done · ${stage.replaceAll("_", " ")}`;
}

/** Why the plan may run. */
export function becauseOf({ approvedBy }: Card): string {
  return approvedBy === null || approvedBy.startsWith("approved") ? (approvedBy ?? "") : `ran without asking: ${approvedBy}`;
}

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

/** What a step left, or why it is not done. */
export function outputOf({ status, headline }: CardStep): string {
  return [statusWords[status] ?? "", headline].filter((part) => part !== "").join(": ");
}

/** How long it took, or takes. */
export function timeOf({ startedAt, endedAt }: CardStep, now: number): readonly string[] {
  return startedAt === null ? [] : [duration(Math.max(0, (endedAt ?? now) - startedAt))];
}

/** `40 % · writing tests · 12,000 tokens · $0.10`; a share that the words name is not said twice. */
export function insideWords({ doing, percent, tokens, costMicros }: Running): string {
  const isSaid = percent === null || doing.includes(`${percent}%`) || doing.includes(`${percent} %`);
  return [
    ...(isSaid ? [] : [`${percent} %`]),
    ...(doing === "" ? [] : [doing]),
    ...(tokens === null ? [] : [`${counted(tokens)} tokens`]),
    ...(costMicros === null ? [] : [money(costMicros)]),
  ].join(" · ");
}
