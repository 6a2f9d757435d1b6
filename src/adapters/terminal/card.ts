import { type Card, type CardStep, isBegun, type Running } from "../../domain/card.ts";
import { counted, duration, money } from "../../domain/report.ts";
import { isSettled, type StepStatus } from "../../domain/step.ts";
import { isEnded } from "../../domain/task.ts";
import { tiers } from "../../domain/tier.ts";
import { createPaint, type Paint } from "./paint.ts";
import { cut, pad, widthOf, wrap } from "./width.ts";

/** Pictures of something that is going on, shown one after the other. */
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;

/** A task's card as lines of a terminal (conversations.md: 4). `now` is for elapsed times, `frame` turns the spinner. */
export function renderCard(card: Card, now: number, frame: number, width: number, colour: boolean): readonly string[] {
  const paint = createPaint(colour);
  const look = { paint, now, spinner: frames[frame % frames.length] ?? "⠋" };
  // A plan that waits for its approval is shown by the approval itself.
  const steps = isBegun(card) ? renderSteps(card.steps.map(withInside(card)), width, look) : [];
  return [...renderHeader(card, width, paint), ...steps, ...renderDoing(card, width, look)];
}

/** A step that runs with what it is at, where it tells. A card that an older version stored has nothing of it. */
function withInside({ running }: Card): (step: CardStep) => CardStep {
  return (step) => {
    const inside = step.status === "running" ? running?.find((one) => one.step === step.id) : undefined;
    return inside ? { ...step, headline: sayInside(inside) } : step;
  };
}

/** `40 % writing tests · 12,000 tokens · $0.10`; a share that the words name is not said twice. */
function sayInside({ doing, percent, tokens, costMicros }: Running): string {
  const share = percent === null || doing.includes(`${percent}%`) || doing.includes(`${percent} %`) ? "" : `${percent} % `;
  const used = [...(tokens === null ? [] : [`${counted(tokens)} tokens`]), ...(costMicros === null ? [] : [money(costMicros)])];
  return [`${share}${doing}`, ...used].join(" · ");
}

/** The card's first line: what it is, how much, where, and why it may run. */
export function renderHeader(card: Card, width: number, paint: Paint): readonly string[] {
  const name = `#${card.number} ${card.title}`;
  const facts = [...planFacts(card), ...(card.spent === "" ? [] : [card.spent])];
  const [first = "", ...more] = wrap([name, ...facts].join(" · "), width, "    ");
  const head = first.startsWith(name) ? paint.bold(name) + first.slice(name.length) : paint.bold(first);
  return [head, ...more];
}

function planFacts({ steps, place, approvedBy }: Card): readonly string[] {
  if (steps.length === 0) return [];
  const kinds = tiers.filter((tier) => steps.some((step) => step.tier === tier)).map((tier) => tierWords[tier]);
  const where = place === null ? "in an empty folder" : placeWords[place];
  const count = `${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
  return [[count, listOf(kinds), where].join(", "), ...(approvedBy === null ? [] : [because(approvedBy)])];
}

/** An approval says who; anything else is the rule that let it run. */
function because(approvedBy: string): string {
  return approvedBy.startsWith("approved") ? approvedBy : `ran without asking: ${approvedBy}`;
}

const tierWords = { read: "read", write: "write", execute: "execute", external: "external", destructive: "destructive" } as const;
const placeWords = { view: "in the real directory, read-only", copy: "in a copy", worktree: "in a worktree of its own" } as const;

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

type Look = { readonly paint: Paint; readonly now: number; readonly spinner: string };

/** Kept free for headlines that are still to come, so that the times do not jump with each of them. */
const roomAhead = 40;

/** A step's columns: mark, title, headline, time; the headline takes what the others leave. */
export function renderSteps(steps: readonly CardStep[], width: number, look: Look): readonly string[] {
  const times = steps.map((step) => elapsedOf(step, look.now));
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
  const time = longest(times);
  const title = Math.min(longest(steps.map((step) => step.title)), Math.floor(width * 0.4));
  const room = Math.max(8, width - title - time - 8);
  const least = steps.every((step) => isSettled(step.status)) ? 0 : roomAhead;
  const headline = Math.min(Math.max(least, longest(steps.map((step) => step.headline))), room);
  return steps.map((step, index) => {
    const elapsed = times[index] ?? "";
    const text = `${pad(step.title, title)}  ${pad(step.headline, headline)}`;
    const shown = elapsed === "" ? text.trimEnd() : text;
    const last = elapsed === "" ? "" : look.paint.dim(`  ${elapsed.padStart(time)}`);
    return `  ${markOf(step, look)} ${isQuiet(step.status) ? look.paint.dim(shown) : shown}${last}`;
  });
}

/** Nothing happened or happens there. */
function isQuiet(status: StepStatus): boolean {
  return status === "pending" || status === "skipped" || status === "superseded" || status === "cancelled";
}

function markOf({ status, finding }: CardStep, { paint, spinner }: Look): string {
  switch (status) {
    case "passed":
      return finding ? paint.red("✗") : paint.green("✓");
    case "failed":
      return paint.red("✗");
    case "running":
    case "verifying":
    case "reworking":
      return paint.cyan(spinner);
    case "awaiting_confirmation":
    case "awaiting_review":
      return paint.yellow("?");
    case "pending":
      return paint.dim("·");
    case "skipped":
    case "superseded":
    case "cancelled":
      return "–";
  }
}

function elapsedOf({ startedAt, endedAt }: CardStep, now: number): string {
  return startedAt === null ? "" : duration(Math.max(0, (endedAt ?? now) - startedAt));
}

/** What is going on when no step shows it. */
function renderDoing(card: Card, width: number, { paint, spinner }: Look): readonly string[] {
  const isShown = card.steps.some((step) => step.status === "running" && card.doing.includes(step.title));
  if (isEnded(card.stage) || isShown) return [];
  const mark = card.held ? paint.yellow("?") : paint.cyan(spinner);
  return [`  ${mark} ${paint.dim(cut(card.doing, width - 4))}`];
}
