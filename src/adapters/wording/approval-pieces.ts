import type { ApprovalMessage, PlanShown } from "../../domain/message.ts";
import { bold, line, type Piece } from "./piece.ts";
import { byWhom, estimateOf, needsSentence, stepPieces, toldOf } from "./plan-pieces.ts";
import { literal, prose } from "./prose.ts";

/** What a file is called that takes the whole of an approval which is too long to be shown. */
export function approvalFile({ task, approval, plan }: ApprovalMessage): string {
  return plan ? `plan-${task.number}-v${plan.version}.md` : `approval-${task.number}-${approval.subject}.md`;
}

/** `plan v1`, `shop · 4f2c1a9`: on a phone the space says where it is; a path stands where there is no space. */
export function approvalFacts(message: ApprovalMessage): readonly string[] {
  return [...subjectFacts(message), ...quorumFacts(message)];
}

/** `2 people must approve; kim did`, where one person is not enough. */
export function quorumFacts({ approval: { quorum }, votes, closed }: ApprovalMessage): readonly string[] {
  if (quorum <= 1 || closed !== null) return [];
  return [`${quorum} people must approve${votes.length === 0 ? "" : `; ${votes.join(", ")} did`}`];
}

function subjectFacts({ approval, plan }: Pick<ApprovalMessage, "approval" | "plan">): readonly string[] {
  if (plan !== null) return [`plan v${plan.version}`, plan.where ?? plan.place];
  const about = { plan: "plan", step: "one step", review: "what a step left", result: "the result", fault: "a fault", limit: "a limit" };
  return [about[approval.subject], ...(approval.subject === "fault" ? [] : [approval.tier])];
}

/** What is decided about, without head and buttons. */
export function approvalPieces({ approval, task, plan, step }: ApprovalMessage): readonly Piece[] {
  if (plan !== null) return planPieces(plan, task.title, approval.tier);
  if (step === null) return prose(approval.title);
  const whom = byWhom(step).join(", ");
  return [
    line(bold(step.title)),
    line(literal(step.summary)),
    ...toldOf(step),
    ...(whom === "" ? [] : [line(`By ${whom}.`)]),
    line("Gets exactly this: ", literal(needsSentence(step.needs))),
  ];
}

function planPieces(plan: PlanShown, title: string, tier: string): readonly Piece[] {
  const { goal, reason, madeBy, criteria, constraints, assumptions, steps, needs } = plan;
  const texts = (must: boolean) => criteria.filter((one) => one.must === must).map((one) => one.text);
  const estimate = estimateOf(steps);
  return [
    ...part("Goal", goal === title ? [] : [goal]),
    ...part("Why this way", reason === "" ? [] : [madeBy === null ? reason : `${reason} (${madeBy})`]),
    ...part("Must hold", texts(true)),
    ...part("Should hold", texts(false)),
    ...part("Given", constraints),
    ...part("Assumed", assumptions),
    ...stepPieces(steps),
    line(literal([...(estimate === null ? [] : [estimate]), needsSentence(needs), `Highest tier: ${tier}.`].join(" "))),
  ];
}

function part(label: string, texts: readonly string[]): readonly Piece[] {
  return texts.length === 0 ? [] : [line(bold(`${label}: `), literal(texts.join("; ")))];
}
