import { isFaultOpen } from "../approval.ts";
import { type Brief, type BriefContent, briefErrors } from "../brief.ts";
import type { Context } from "../context.ts";
import type { TaskEvent } from "../event.ts";
import { closeOffers } from "../offer.ts";
import { openApproval, voidApprovals } from "../opening.ts";
import { planTier } from "../plan.ts";
import { after, audit, moved, type Outcome, refuse } from "../record.ts";
import { takeRevision } from "../revision.ts";
import { untouched } from "../step.ts";
import type { Task, Thinking } from "../task.ts";
import { correct, think } from "../thinking.ts";
import type { Thought } from "../thought.ts";
import { validatePlan } from "../validation.ts";
import { nextPlan, unaskedReason } from "../versions.ts";
import { placeFor } from "../view.ts";
import { editPlan } from "./edited.ts";
import { open } from "./open.ts";
import type { StageRules } from "./rules.ts";

/** The agreed spec is written down. */
export const briefing: StageRules = {
  ...open,
  enter: (task, context) => (task.brief && task.thinking?.purpose === "brief" ? moved(task) : moved(think(task, "brief", context))),
  on: {
    ...open.on,
    edited: setAfterFault,
    thought: (task, event, context) => {
      const { thought } = event;
      if (!task.thinking || thought.purpose !== "brief") return open.on.thought(task, event, context);
      const errors = task.procedure ? [] : briefErrors(thought.value);
      return errors.length > 0
        ? correct(task, task.thinking, errors, context)
        : moved(withBrief(task, thought.value, task.brief && task.thinking.instruction));
    },
  },
};

/** A value the recipe could not take is set anew; every other change needs a plan. */
function setAfterFault(task: Task, { by, edit }: Extract<TaskEvent, { type: "edited" }>, context: Context): Outcome {
  const isSetAgain = edit.kind === "parameter" && task.plan !== null && isFaultOpen(task.approvals);
  return isSetAgain ? editPlan(task, { type: "edited", by, edit }, context) : refuse("The plan is being made; wait for it.");
}

function withBrief(task: Task, content: BriefContent, reason: string | null): Task {
  const brief: Brief = { ...content, generation: (task.brief?.generation ?? 0) + 1, reason };
  return { ...task, brief, title: task.procedure ? task.title : content.title || task.title, thinking: null, stage: "planning" };
}

/** A plan is made, or made anew because a change was asked for. */
export const planning: StageRules = {
  ...open,
  enter: (task, context) => (task.thinking?.purpose === "revise" ? moved(task) : moved(think(task, "plan", context))),
  on: {
    ...open.on,
    edited: setAfterFault,
    thought: (task, event, context) => {
      const { thought } = event;
      if (!task.thinking || task.thinking.purpose !== thought.purpose) return open.on.thought(task, event, context);
      if (thought.purpose === "revise") return takeRevision(task, task.thinking, thought.value, context);
      return thought.purpose === "plan" ? takePlan(task, task.thinking, thought.value, context) : open.on.thought(task, event, context);
    },
  },
};

function takePlan(task: Task, thinking: Thinking, draft: Extract<Thought, { purpose: "plan" }>["value"], context: Context): Outcome {
  const valid = validatePlan(draft.steps, {
    kinds: context.kinds,
    agents: context.agents,
    secrets: context.secrets,
    criteria: task.brief?.criteria ?? [],
    recited: task.procedure !== null,
  });
  if (!valid.ok) return correct(task, thinking, valid.errors, context);
  // Frozen with the plan: a recipe that is edited, or deployed anew, while the task waits changes nothing about it.
  const procedure = task.procedure && { ...task.procedure, parameters: draft.parameters ?? task.procedure.parameters };
  const placed: Task = { ...task, procedure, place: { ...placeFor(task, valid.steps), base: draft.base } };
  // Its values never stand in a recipe's steps: setting one keeps what was changed about them by hand.
  // Nothing ran yet; what was confirmed was confirmed with the value before.
  const edited = procedure && task.plan?.steps.map((step) => (step.status === "skipped" ? step : { ...step, ...untouched }));
  const steps = edited ?? valid.steps.map((step) => ({ ...step, ...untouched }));
  // A recipe says the same every time; why it was followed again is what a person set.
  const reason = (task.procedure && task.brief?.reason) ?? draft.reason;
  return moved({ ...placed, thinking: null, stage: "awaiting_approval", plan: nextPlan(placed, steps, reason, context, draft.by ?? null) });
}

/** A plan waits for a decision, unless autonomy or the subset rule lets it run. */
export const awaitingApproval: StageRules = {
  ...open,
  enter: present,
  on: {
    ...open.on,
    edited: (task, event, context) => {
      const edited = editPlan(task, event, context);
      if (edited.kind === "refused" || edited.task.stage !== "awaiting_approval") return edited;
      return after(edited.records, present(edited.task, context));
    },
    thought: (task, event, context) => {
      const { thought } = event;
      if (thought.purpose !== "revise" || task.thinking?.purpose !== "revise") return open.on.thought(task, event, context);
      return takeRevision(task, task.thinking, thought.value, context);
    },
  },
};

/** A new version replaces everything that was asked about the one before; what waits for a word about its result still does. */
function present(task: Task, context: Context): Outcome {
  const { plan } = task;
  if (!plan) return moved({ ...task, stage: "planning" });
  const reviewed = new Set(plan.steps.filter((step) => step.status === "awaiting_review").map((step) => step.id));
  const closed = voidApprovals(closeOffers(task), `replaced by plan v${plan.version}: ${plan.reason}`, ({ subject }) =>
    subject.kind === "review" ? !reviewed.has(subject.step) : subject.kind !== "limit",
  );
  const planned = audit("plan.made", null, { version: plan.version, digest: plan.digest, reason: plan.reason });
  return after([planned, ...closed.records], askOrRun(closed.task, context));
}

function askOrRun(task: Task, context: Context): Outcome {
  const { plan } = task;
  if (!plan) return moved(task);
  const because = plan.approvedBy ?? unaskedReason(task, plan);
  if (because !== null) {
    return moved(
      { ...task, stage: "executing", plan: { ...plan, approvedBy: because } },
      audit("plan.unasked", null, { version: plan.version, because }),
    );
  }
  const asked = openApproval(task, { kind: "plan" }, `${task.title} · plan v${plan.version}`, planTier(plan.steps), context);
  return moved(asked.task, ...asked.records);
}
