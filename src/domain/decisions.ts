import { wordAfter } from "./advance.ts";
import type { Approval, Subject, Verb } from "./approval.ts";
import type { Context } from "./context.ts";
import { takeUp } from "./deferral.ts";
import { isOutOfAgents } from "./delegation.ts";
import { composeEnding, composeFailure } from "./ending.ts";
import { finish } from "./finish.ts";
import { closeOffers } from "./offer.ts";
import { voidApprovals } from "./opening.ts";
import { decideLimit } from "./raising.ts";
import { audit, moved, type Outcome, refuse } from "./record.ts";
import { skipDependents } from "./splice.ts";
import type { Step } from "./step.ts";
import { isEnded, type Task } from "./task.ts";
import { think } from "./thinking.ts";

/** A decision that counted: the approval as closed, the verb, and what was said with it. */
type Decided = { readonly approval: Approval; readonly verb: Verb; readonly text: string | null };
type Rule = (task: Task, decided: Decided, context: Context) => Outcome;

/** Carries out what was decided, by what it was about; what was offered before has lapsed. */
export function carryOut(task: Task, decided: Decided, context: Context): Outcome {
  return rules[decided.approval.subject.kind](takeUp(closeOffers(task)), decided, context);
}

const rules: { readonly [Kind in Subject["kind"]]: Rule } = {
  plan: decidePlan,
  step: decideStep,
  review: decideReview,
  result: decideResult,
  fault: decideFault,
  limit: (task, { approval, verb }) => decideLimit(task, approval, verb),
};

function decidePlan(task: Task, { approval, verb, text }: Decided, context: Context): Outcome {
  if (verb === "change") return reviseBecause(task, text, context);
  if (verb === "reject") return moved(cancelled(task, approval.reason ?? "The plan was rejected."));
  if (task.stage !== "awaiting_approval" || task.plan?.digest !== approval.digest)
    return refuse("The plan has changed since; decide on its newest version.");
  return moved({ ...task, stage: "executing", plan: { ...task.plan, approvedBy: approval.reason, approval: approval.id } });
}

function decideStep(task: Task, { approval, verb, text }: Decided, context: Context): Outcome {
  if (verb === "change") return reviseBecause(task, text, context);
  const { subject } = approval;
  if (!task.plan || subject.kind !== "step") return refuse("That step is not part of the plan any more.");
  const allowed: Partial<Step> =
    verb === "approve" ? { status: "pending", allowedBy: approval.id } : { status: "skipped", reason: approval.reason };
  const steps = task.plan.steps.map((step) =>
    step.id === subject.step && step.status === "awaiting_confirmation" ? { ...step, ...allowed } : step,
  );
  return moved({ ...task, plan: { ...task.plan, steps } });
}

/** What a step left: accepted as it is, left out, or done again with what was said. What nobody could do is tried again. */
function decideReview(task: Task, { approval, verb, text }: Decided, context: Context): Outcome {
  const { subject } = approval;
  const step = subject.kind === "review" ? task.plan?.steps.find((one) => one.id === subject.step) : undefined;
  if (!task.plan || step?.status !== "awaiting_review") return refuse("That step is not waiting for a decision any more.");
  // A command does what it says: wanting it otherwise is a change of the plan.
  if (verb === "change" && step.agents.length === 0) return reviseBecause(task, text, context);
  if (verb === "change" && !text?.trim()) return refuse("Say what to do otherwise: `change: <what>`.");
  const reviewed: Record<Verb, Partial<Step>> = {
    approve: isOutOfAgents(step) ? { status: "pending", tried: [], reason: null } : { status: "passed", reason: null },
    reject: { status: "skipped", reason: approval.reason },
    change: { status: "pending", instructions: text, tried: [], reason: null, allowedBy: wordAfter(step, task) },
  };
  const steps = skipDependents(task.plan.steps.map((one): Step => (one === step ? { ...one, ...reviewed[verb] } : one)));
  const asked = audit("step.reviewed", null, { step: step.id, verb });
  return moved({ ...task, plan: { ...task.plan, steps } }, asked);
}

function decideResult(task: Task, { approval, verb, text }: Decided, context: Context): Outcome {
  if (verb === "change") return reviseBecause(task, text, context);
  if (verb === "approve") return finish(task, context);
  return moved({ ...task, stage: "failed", ending: composeFailure(task, `Stopped: ${approval.reason ?? "the result was rejected"}.`) });
}

function decideFault(task: Task, { approval, verb, text }: Decided, context: Context): Outcome {
  if (verb === "reject") return moved({ ...task, stage: "failed", ending: composeFailure(task, `Stopped: ${approval.title}`) });
  if (!task.thinking) return verb === "change" ? reviseBecause(task, text, context) : moved(task);
  const instruction = verb === "change" ? [task.thinking.instruction, text].filter(Boolean).join("\n") : task.thinking.instruction;
  return moved({ ...task, thinking: { ...task.thinking, instruction, tries: 0, since: context.now } });
}

function cancelled(task: Task, why: string): Task {
  return { ...task, stage: "cancelled", ending: composeEnding(task, `Cancelled: ${why}`) };
}

/** Takes up a change: steps that run may finish, none starts until the new version may run. Needs a model. */
export function reviseBecause(task: Task, text: string | null, context: Context): Outcome {
  if (isEnded(task.stage)) return refuse("This task has ended; ask again to go on from it.");
  if (!text?.trim()) return refuse("Say what to change: `change: <what>`.");
  if (!context.hasModel)
    return refuse(
      "Changing a plan in words needs a model, and none is configured (OPENAI_BASE_URL and ADJUTANT_MODEL; see `adjutant doctor`).",
    );
  if (!task.plan) return refuse("There is no plan to change yet.");
  const running = task.stage !== "awaiting_approval" && task.stage !== "planning";
  const asked = (one: Approval) =>
    one.subject.kind === "plan" || one.subject.kind === "step" || one.subject.kind === "review" || one.subject.kind === "result";
  const closed = voidApprovals(closeOffers(task), "a change was asked for", asked);
  const next = think({ ...closed.task, stage: running ? "revising" : "planning" }, "revise", context, text);
  return moved(next, ...closed.records, audit("change.requested", null, { text }));
}
