import { startSteps } from "../advance.ts";
import { isFaultOpen } from "../approval.ts";
import { takeMovedBase, underOtherRules } from "../base.ts";
import { after, moved } from "../record.ts";
import { takeRepair, takeRevision } from "../revision.ts";
import { isSettled } from "../step.ts";
import { editPlan } from "./edited.ts";
import { open } from "./open.ts";
import type { StageRules } from "./rules.ts";

/** Approved steps run. */
export const executing: StageRules = {
  ...open,
  on: { ...open.on, edited: editPlan, moved: takeMovedBase },
  settle: (task, context) => {
    if (task.pauses.length > 0 || isFaultOpen(task.approvals)) return moved(task);
    const changed = underOtherRules(task, context);
    if (changed) return moved(changed);
    const { task: advanced, records } = startSteps(task, context);
    const settled = advanced.plan?.steps.every((step) => isSettled(step.status)) ?? true;
    return after(records, settled ? moved({ ...advanced, thinking: null, stage: "evaluating" }) : moved(advanced));
  },
};

/** Something failed, or a person wants it otherwise: the plan is mended while what runs may finish. */
export const revising: StageRules = {
  ...open,
  on: {
    ...open.on,
    thought: (task, event, context) => {
      const { thought } = event;
      if (!task.thinking || task.thinking.purpose !== thought.purpose) return open.on.thought(task, event, context);
      if (thought.purpose === "repair") return takeRepair(task, task.thinking, thought.value, context);
      return thought.purpose === "revise"
        ? takeRevision(task, task.thinking, thought.value, context)
        : open.on.thought(task, event, context);
    },
  },
};
