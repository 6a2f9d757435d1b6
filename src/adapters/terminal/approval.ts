import type { ApprovalMessage, PlanShown } from "../../domain/message.ts";
import { money } from "../../domain/report.ts";
import { quorumFacts } from "../wording/approval-pieces.ts";
import type { Paint } from "./paint.ts";
import { wrap } from "./width.ts";

/** A request for a decision: what would be done, by which needs, and how risky it is (product: 2.4). */
export function renderApproval(message: ApprovalMessage, width: number, paint: Paint): readonly string[] {
  const { task, approval, plan, step, closed } = message;
  if (closed !== null) return wrap(`#${task.number} ${approval.title}: ${closed}`, width, "    ").map(paint.dim);
  if (plan !== null) return renderPlan(message, plan, width, paint);
  const head = wrap(`? #${task.number} ${[task.title, headWords(approval), ...quorumFacts(message)].join(" · ")}`, width, "    ");
  // A step is confirmed with exactly what it will be granted.
  const granted = step ? wrap(`  ${sentence(step.needs)}`, width, "  ").map(paint.yellow) : [];
  return [...head.map(paint.bold), ...wrap(`  ${approval.title}`, width, "  "), ...granted];
}

/** A fault has no risk to weigh: it is tried again, or not. */
function headWords({ subject, tier }: ApprovalMessage["approval"]): string {
  return subject === "fault" ? "something did not work; approve tries again, reject stops" : `${subject} · ${tier}`;
}

function renderPlan(message: ApprovalMessage, plan: PlanShown, width: number, paint: Paint): readonly string[] {
  const { task, approval } = message;
  const facts = [task.title, `plan v${plan.version}`, plan.place, ...quorumFacts(message)];
  const head = wrap(`? #${task.number} ${facts.join(" · ")}`, width, "    ");
  const must = plan.criteria.filter((one) => one.must).map((one) => one.text);
  const wanted = plan.criteria.filter((one) => !one.must).map((one) => one.text);
  return [
    ...head.map(paint.bold),
    ...part("Goal: ", plan.goal === task.title ? [] : [plan.goal], width),
    ...part("Why this way: ", whyOf(plan), width),
    ...part("Must hold: ", must, width),
    ...part("Should hold: ", wanted, width),
    ...part("Given: ", plan.constraints, width),
    ...part("Assumed: ", plan.assumptions, width),
    ...plan.steps.flatMap((step, index) => renderStep(step, index, width, paint)),
    ...wrap(`  ${sentence(plan.needs)} Highest tier: ${approval.tier}.`, width, "  ").map(paint.dim),
  ];
}

function whyOf({ reason, madeBy }: PlanShown): readonly string[] {
  return reason === "" ? [] : [madeBy === null ? reason : `${reason} (${madeBy})`];
}

type StepShown = PlanShown["steps"][number];

function renderStep(step: StepShown, index: number, width: number, paint: Paint): readonly string[] {
  const { title, summary, tier, needs, text, settled } = step;
  const mark = `${String(index + 1).padStart(3)}. `;
  const what = summary === title || summary === "" ? title : `${title} — ${summary}`;
  if (settled !== null) return wrap(`${mark}${what} · ${settled}`, width, " ".repeat(mark.length)).map(paint.dim);
  const lines = wrap(`${mark}${what} · ${[tier, ...byWhom(step), ...needs].join(", ")}`, width, " ".repeat(mark.length));
  const told =
    text === null ? [] : text.split("\n").flatMap((line) => wrap(`${" ".repeat(mark.length)}${line}`, width, " ".repeat(mark.length)));
  const isRisky = tier === "external" || tier === "destructive";
  return [...(isRisky ? lines.map(paint.yellow) : lines), ...told.map(paint.dim)];
}

/** Who does it, and what that is estimated to cost. */
function byWhom({ agents, costMicros }: StepShown): readonly string[] {
  if (agents.length === 0) return [];
  return [`by ${agents.join(", else ")}`, costMicros === null ? "cost not metered" : `est. ${money(costMicros)}`];
}

function sentence(needs: readonly string[]): string {
  if (needs.length === 0) return "Changes nothing, reaches no network.";
  const text = needs.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function part(label: string, texts: readonly string[], width: number): readonly string[] {
  return texts.length === 0 ? [] : wrap(`  ${label}${texts.join("; ")}`, width, "    ");
}
