import type { PlanShown } from "../../domain/message.ts";
import { money } from "../../domain/report.ts";
import { line, type Piece, type Span } from "./piece.ts";
import { literal, verbatim } from "./prose.ts";

type StepShown = PlanShown["steps"][number];

/** A plan's steps in order: what each does, how risky it is, who does it and what it needs (product: 2.4). */
export function stepPieces(steps: readonly StepShown[]): readonly Piece[] {
  return steps.flatMap((step, index) => [line(`${index + 1}. `, whatOf(step)), ...toldOf(step)]);
}

function whatOf({ title, summary, ...step }: StepShown): readonly Span[] {
  const what = summary === title || summary === "" ? literal(title) : literal(`${title} — ${summary}`);
  if (step.settled !== null) return [...what, ...literal(` · ${step.settled}`)];
  const rest = [...byWhom(step), ...step.needs].map((one) => ` · ${one}`).join("");
  return [...what, { text: " · " }, { text: step.tier, style: "code" }, ...literal(rest)];
}

/** The whole text of what is delegated: it is what is approved. */
export function toldOf({ text, settled }: Pick<StepShown, "text" | "settled">): readonly Piece[] {
  return text === null || settled !== null ? [] : [verbatim(text)];
}

/** Who does it, the first choice first, and what that is estimated to cost. */
export function byWhom({ agents, costMicros }: Pick<StepShown, "agents" | "costMicros">): readonly string[] {
  if (agents.length === 0) return [];
  return [agents.join(", else "), costMicros === null ? "cost not metered" : `est. ${money(costMicros)}`];
}

/** What the open steps are estimated to cost together; null where nothing is delegated. */
export function estimateOf(steps: readonly StepShown[]): string | null {
  const delegated = steps.filter(({ agents, settled }) => agents.length > 0 && settled === null);
  if (delegated.length === 0) return null;
  const known = delegated.flatMap(({ costMicros }) => costMicros ?? []);
  if (known.length === 0) return "Cost not metered.";
  const sum = money(known.reduce((all, one) => all + one, 0));
  return known.length === delegated.length ? `Est. ${sum}.` : `Est. ${sum}, and what is not metered.`;
}

/** Needs as a sentence. */
export function needsSentence(needs: readonly string[]): string {
  if (needs.length === 0) return "Changes nothing, reaches no network.";
  const text = needs.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
