import type { Card, CardStep } from "../../../domain/card.ts";
import type { StepStatus } from "../../../domain/step.ts";
import { type Group, groupWords, type Placed, stepsShown } from "../../wording/card-steps.ts";
import { insideWords, outputOf, timeOf } from "../../wording/card-words.ts";
import { oneLine } from "../../wording/line.ts";
import { bold } from "../../wording/piece.ts";
import { literal } from "../../wording/prose.ts";
import { markdownOf } from "./markdown.ts";
import { escapeInto } from "./text.ts";

/** How much of a plan's steps is shown, in steps and characters. `words` are those behind a title; 0: its title is all. */
type Detail = { readonly folds: boolean; readonly most: number; readonly title: number; readonly words: number };

/** From everything to what always fits: a card is one message that is edited in place, and never cut into parts. */
const whole: Detail = { folds: false, most: 25, title: 150, words: 200 };
const brief: Detail = { folds: true, most: 25, title: 100, words: 80 };
const least: Detail = { folds: true, most: 12, title: 60, words: 0 };

/** The steps, a line each, with as much of each as fits into so many characters; 2,200 are always enough. */
export function stepLines(card: Card, now: number, room: number): string {
  const draw = (detail: Detail) =>
    stepsShown(card.steps, detail)
      .map((one) => ("step" in one ? stepLine(one, card, now, detail) : groupLine(one)))
      .join("\n");
  const fitting = card.steps.length <= whole.most ? [whole, brief] : [brief];
  return fitting.map(draw).find((text) => text.length <= room) ?? draw(least);
}

function groupLine(group: Group): string {
  return `${group.status === "complete" ? "✓" : "○"} ${groupWords(group)}`;
}

function stepLine({ step }: Placed, card: Card, now: number, { title, words }: Detail): string {
  const name = oneLine(step.title, title) || "…";
  const shown = isAtWork(step) ? markdownOf({ spans: [bold(name)] }) : markdownOf({ spans: literal(name) });
  const rest = words === 0 ? "" : restOf(step, card, now, words);
  return `${step.finding ? "✗" : marks[step.status]} ${shown}${rest === "" ? "" : ` — ${rest}`}`;
}

/** What goes on inside of it, or what it left, and how long it took. Of one that runs Discord itself counts the time. */
function restOf(step: CardStep, card: Card, now: number, words: number): string {
  const inside = step.status === "running" ? card.running?.find((one) => one.step === step.id) : undefined;
  const said = escapeInto(oneLine(inside ? insideWords(inside) : outputOf(step), words), words * 2);
  const isRunning = isAtWork(step) && step.startedAt !== null && step.endedAt === null;
  const time = isRunning ? [`begun <t:${Math.floor((step.startedAt ?? now) / 1000)}:R>`] : timeOf(step, now);
  return [...(said === "" ? [] : [said]), ...time].join(" · ");
}

function isAtWork({ status }: CardStep): boolean {
  return status === "running" || status === "verifying" || status === "reworking";
}

/** None of these is an emoji: those decide (platforms.md: 2, complaint 28). */
const marks: Readonly<Record<StepStatus, string>> = {
  pending: "○",
  awaiting_confirmation: "○",
  running: "●",
  verifying: "●",
  awaiting_review: "●",
  reworking: "●",
  passed: "✓",
  failed: "✗",
  skipped: "–",
  superseded: "–",
  cancelled: "–",
};
