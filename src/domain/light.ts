import type { Context } from "./context.ts";
import { composeEnding } from "./ending.ts";
import { nothing } from "./needs.ts";
import { untouched } from "./step.ts";
import type { Task } from "./task.ts";
import { validatePlan } from "./validation.ts";
import { nextPlan } from "./versions.ts";

/** What one read-only answer settles: a plan of a single `research` step, without brief, approval or judge (product: 2.1). */
export function lightPlan(task: Task, context: Context): Task {
  const draft = {
    id: "answer",
    title: "Answer",
    kind: "research",
    input: { query: task.request },
    dependsOn: [],
    independent: false,
    needs: nothing,
    tier: null,
    criteria: [],
    agent: null,
    timeoutSeconds: null,
    verify: null,
  };
  const valid = validatePlan([draft], { kinds: context.kinds, agents: [], criteria: [] });
  if (!valid.ok) return { ...task, stage: "failed", ending: composeEnding(task, `Stopped: ${valid.errors.join(" ")}`) };
  const steps = valid.steps.map((step) => ({ ...step, ...untouched }));
  return { ...task, stage: "awaiting_approval", plan: nextPlan(task, steps, "one read-only answer settles it", context) };
}
