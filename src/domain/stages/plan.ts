import { type Brief, type BriefContent, briefErrors } from "../brief.ts";
import type { Context } from "../context.ts";
import { closeOffers } from "../offer.ts";
import { openApproval, voidApprovals } from "../opening.ts";
import { planTier } from "../plan.ts";
import { after, audit, moved, type Outcome } from "../record.ts";
import { takeRevision } from "../revision.ts";
import { untouched } from "../step.ts";
import type { Task, Thinking } from "../task.ts";
import { correct, think } from "../thinking.ts";
import type { Thought } from "../thought.ts";
import { validatePlan } from "../validation.ts";
import { nextPlan, unaskedReason } from "../versions.ts";
import { placeFor } from "../view.ts";
import { open } from "./open.ts";
import type { StageRules } from "./rules.ts";

/** The agreed spec is written down. */
export const briefing: StageRules = {
  ...open,
  enter: (task, context) => moved(think(task, "brief", context)),
  on: {
    ...open.on,
    thought: (task, event, context) => {
      const { thought } = event;
      if (!task.thinking || thought.purpose !== "brief") return open.on.thought(task, event, context);
      const errors = task.procedure ? [] : briefErrors(thought.value);
      return errors.length > 0 ? correct(task, task.thinking, errors, context) : moved(withBrief(task, thought.value, null));
    },
  },
};

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
    criteria: task.brief?.criteria ?? [],
    recited: task.procedure !== null,
  });
  if (!valid.ok) return correct(task, thinking, valid.errors, context);
  // Frozen with the plan: a recipe that is edited, or deployed anew, while the task waits changes nothing about it.
  const procedure = task.procedure && { ...task.procedure, parameters: draft.parameters ?? task.procedure.parameters };
  const placed: Task = { ...task, procedure, place: { ...placeFor(task, valid.steps), base: draft.base } };
  const steps = valid.steps.map((step) => ({ ...step, ...untouched }));
  return moved({ ...placed, thinking: null, stage: "awaiting_approval", plan: nextPlan(placed, steps, draft.reason, context) });
}

/** A plan waits for a decision, unless autonomy or the subset rule lets it run. */
export const awaitingApproval: StageRules = {
  ...open,
  enter: (task, context) => {
    if (!task.plan) return moved({ ...task, stage: "planning" });
    const closed = voidApprovals(
      closeOffers(task),
      `replaced by plan v${task.plan.version}: ${task.plan.reason}`,
      (one) => one.subject.kind !== "limit",
    );
    const planned = audit("plan.made", null, { version: task.plan.version, digest: task.plan.digest, reason: task.plan.reason });
    return after([planned, ...closed.records], askOrRun(closed.task, context));
  },
  on: {
    ...open.on,
    thought: (task, event, context) => {
      const { thought } = event;
      if (thought.purpose !== "revise" || task.thinking?.purpose !== "revise") return open.on.thought(task, event, context);
      return takeRevision(task, task.thinking, thought.value, context);
    },
  },
};

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
