import { mayDecide, mayStop, type Right } from "../authority.ts";
import type { Context } from "../context.ts";
import { applyEdit } from "../editing.ts";
import type { TaskEvent } from "../event.ts";
import { voidApprovals } from "../opening.ts";
import { type Plan, planTier } from "../plan.ts";
import { accountOf, type Principal } from "../principal.ts";
import { audit, moved, type Outcome, refuse } from "../record.ts";
import type { Step } from "../step.ts";
import type { Task } from "../task.ts";
import { think } from "../thinking.ts";
import { nextPlan } from "../versions.ts";

type EditedEvent = Extract<TaskEvent, { type: "edited" }>;

/**
 * A change of the plan by hand makes a new version, which keeps what runs and what passed. It is asked about anew, unless it
 * only takes something away, or asks more often, by somebody who may approve the plan: then that is their word for it.
 */
export function editPlan(task: Task, { by, edit }: EditedEvent, context: Context): Outcome {
  const { plan } = task;
  if (!plan) return refuse("There is no plan to change yet.");
  const right = mayEdit(by, plan, task, context);
  if (!right.allowed) return refuse(right.reason);
  if (edit.kind === "parameter") return setParameter(task, edit, by, context);
  if (task.thinking) return refuse("The plan is being changed already; wait for its new version.");
  const frame = { kinds: context.kinds, criteria: task.brief?.criteria ?? [], agents: context.agents, by: by.name };
  const edited = applyEdit(plan.steps, edit, frame);
  if (!edited.ok) return refuse(edited.reason);
  const reason = `${by.name} ${edited.said}`;
  const next = nextPlan(task, edited.steps, reason, context, by.name);
  const lessens = edit.kind === "remove" || edit.kind === "skip" || edit.kind === "manual";
  const carried = lessens && plan.approvedBy !== null && answersFor(by, next.steps, task, context);
  const allowed = carried ? { approvedBy: `${plan.approvedBy}; ${reason}`, approval: plan.approval } : {};
  const told = audit("plan.edited", accountOf(by), { ...edit, version: next.version });
  return moved({ ...task, stage: "awaiting_approval", plan: { ...next, ...allowed } }, told);
}

/** Who may decide about a plan, or stop it, may change it. */
function mayEdit(by: Principal, plan: Plan, task: Task, context: Context): Right {
  const allowed = mayDecide(by, planTier(plan.steps), task, context).allowed || mayStop(by, task, context).allowed;
  return allowed ? { allowed } : { allowed, reason: "Only the requester, an approver or the owner can change this plan." };
}

/** Whether one person's word is enough for a plan. */
function answersFor(by: Principal, steps: readonly Step[], task: Task, context: Context): boolean {
  return context.policy.approvals.quorum <= 1 && mayDecide(by, planTier(steps), task, context).allowed;
}

/** A parameter reaches brief and plan: the recipe makes both anew, as long as nothing ran with the value before. */
function setParameter(
  task: Task,
  { name, value }: { readonly name: string; readonly value: string },
  by: Principal,
  context: Context,
): Outcome {
  const { procedure, plan } = task;
  if (!procedure) return refuse("This task follows no procedure, so it has no parameters. Say `change: …`.");
  const names = Object.keys(procedure.parameters);
  if (!names.includes(name)) {
    const known = names.length > 0 ? `It has: ${names.join(", ")}.` : "It has none.";
    return refuse(`${procedure.name} has no parameter "${name}". ${known}`);
  }
  if (plan?.steps.some((step) => step.attempt > 0)) {
    return refuse(`Steps have run with ${name} = ${procedure.parameters[name]} already; ask for it again with the new value.`);
  }
  const words = `${by.name} set ${name} = ${value}`;
  const closed = voidApprovals(
    task,
    words,
    ({ subject }) => subject.kind === "plan" || subject.kind === "step" || subject.kind === "fault",
  );
  const given = { ...procedure, parameters: { ...procedure.parameters, [name]: value } };
  const next = think({ ...closed.task, procedure: given, stage: "briefing" }, "brief", context, words);
  return moved(next, ...closed.records, audit("plan.edited", accountOf(by), { kind: "parameter", name, value }));
}
