import type { Criterion } from "./brief.ts";
import { askedAnew } from "./confirmation.ts";
import { dependentsOf } from "./dag.ts";
import { type AgentFacts, planDelegation } from "./delegation.ts";
import type { PlanEdit } from "./edit.ts";
import type { Kinds } from "./kind.ts";
import { tierOf } from "./need-table.ts";
import { nothing, unite } from "./needs.ts";
import { usesOutput } from "./output-use.ts";
import type { Step } from "./step.ts";
import { listNames, stepNamed } from "./step-name.ts";

/** What a plan is edited within. */
export type EditFrame = {
  readonly kinds: Kinds;
  readonly criteria: readonly Criterion[];
  readonly agents: readonly AgentFacts[];
  /** Who edits, by name. */
  readonly by: string;
};

/** A change of single steps; a procedure's parameter makes the whole plan anew. */
export type StepEdit = Exclude<PlanEdit, { readonly kind: "parameter" }>;

/** The steps after an edit and what was done, as in `mia skipped "Run lint"`; or why it cannot be. */
export type Edited =
  | { readonly ok: true; readonly steps: readonly Step[]; readonly said: string }
  | { readonly ok: false; readonly reason: string };

/** Changes a plan by hand (product: 2.3). What passed stays passed, what runs goes on; what was being asked about a step is asked again. */
export function applyEdit(steps: readonly Step[], edit: StepEdit, frame: EditFrame): Edited {
  const step = stepNamed(steps, edit.step);
  if (!step) return refused(`There is no step "${edit.step}" in the plan. Its steps: ${listNames(steps)}.`);
  const begun = begunWords(step);
  if (begun !== null) return refused(begun);
  const edited = carryOut(steps, step, edit, frame);
  return edited.ok ? { ...edited, steps: edited.steps.map(askedAnew) } : edited;
}

function carryOut(steps: readonly Step[], step: Step, edit: StepEdit, frame: EditFrame): Edited {
  switch (edit.kind) {
    case "remove":
      return remove(steps, step, frame);
    case "skip":
      return skip(steps, step, frame);
    case "move":
      return move(steps, step, edit.before, frame);
    case "agent":
      return swapAgent(steps, step, edit.agent, frame);
    case "manual":
      if (step.manual) return refused(`"${step.title}" is asked about before it starts already.`);
      return done(changed(steps, { ...step, manual: true, allowedBy: null }), `wants to be asked before "${step.title}"`);
  }
}

function remove(steps: readonly Step[], step: Step, { criteria }: EditFrame): Edited {
  const used = useOf(steps, step);
  if (used !== null) return refused(used);
  const left = bypassed(steps, step).filter((one) => one !== step);
  if (left.every((one) => one.status === "superseded")) return refused("It is the plan's only step; say `reject` to drop the plan.");
  const serves = (all: readonly Step[], { id }: Criterion) => all.some((one) => one.criteria.includes(id));
  const lost = criteria.filter((criterion) => serves(steps, criterion) && !serves(left, criterion));
  if (lost.length > 0) {
    const named = lost.map(({ id, text }) => `${id} (${text})`).join(", ");
    return refused(`Without "${step.title}" nothing serves ${named}. Say \`skip ${step.id}\` to leave it out and have that told.`);
  }
  return done(left, `removed "${step.title}"`);
}

/** Left out, but told in the report. It waits for nothing and needs nothing any more, so that no repair revives it. */
function skip(steps: readonly Step[], step: Step, { by }: EditFrame): Edited {
  const used = useOf(steps, step);
  if (used !== null) return refused(used);
  const skipped: Step = { ...step, status: "skipped", reason: `skipped by ${by}`, dependsOn: [], needs: nothing, allowedBy: null };
  return done(
    bypassed(steps, step).map((one) => (one === step ? skipped : one)),
    `skipped "${step.title}"`,
  );
}

function move(steps: readonly Step[], step: Step, before: string, { kinds }: EditFrame): Edited {
  const other = stepNamed(steps, before);
  if (!other) return refused(`There is no step "${before}" in the plan. Its steps: ${listNames(steps)}.`);
  if (other === step) return refused("A step cannot come before itself.");
  const begun = begunWords(other);
  if (begun !== null) return refused(begun);
  if (dependentsOf(steps, [other.id]).has(step.id)) {
    return refused(`"${step.title}" waits for "${other.title}", so it cannot come before it.`);
  }
  const isLast = (one: Step) => kinds.get(one.kind)?.last === true;
  if (isLast(step) && !isLast(other)) return refused(`"${step.title}" tells the result and stays at the end.`);
  const waiting: Step = { ...other, dependsOn: [...new Set([...other.dependsOn, step.id])] };
  const moved = steps.filter((one) => one !== step).flatMap((one) => (one === other ? [step, waiting] : [one]));
  return done(moved, `moved "${step.title}" before "${other.title}"`);
}

/** Who does a step has needs of their own; those of the one before stay, as nobody knows which were the step's. */
function swapAgent(steps: readonly Step[], step: Step, name: string, { agents }: EditFrame): Edited {
  if (step.agents.length === 0) return refused(`"${step.title}" is done by nobody but the machine: it has no agent.`);
  if (step.agents[0] === name) return refused(`"${step.title}" is given to ${name} already.`);
  const chosen = planDelegation({ agent: name, needs: step.needs, timeoutSeconds: step.timeoutSeconds }, agents);
  if (!chosen.ok) return refused(`"${step.title}" cannot be given to ${name}: ${chosen.error}`);
  const needs = unite(step.needs, chosen.value.needs);
  const given: Step = { ...step, ...chosen.value, agent: name, needs, tier: tierOf(step.tier, needs), allowedBy: null, tried: [] };
  return done(changed(steps, given), `gave "${step.title}" to ${name}`);
}

/** Why a step is not to be edited any more. One that was interrupted while it wrote has its files put back first, by its next attempt. */
function begunWords({ title, status, attempt, needs }: Step): string | null {
  const waits = status === "pending" || status === "awaiting_confirmation";
  if (waits && (attempt === 0 || needs.writes.length === 0)) return null;
  if (waits) return `"${title}" was begun and interrupted; say \`change: …\` instead.`;
  return `"${title}" is ${status.replace("_", " ")} already.`;
}

/** Why nothing may be taken away: somebody needs what it puts out. */
function useOf(steps: readonly Step[], step: Step): string | null {
  const user = steps.find((one) => one !== step && one.status !== "superseded" && one.status !== "skipped" && usesOutput(one, step.id));
  return user ? `"${user.title}" uses what "${step.title}" puts out; remove or skip "${user.title}" first.` : null;
}

/** Whoever waited for a step waits for what it waited for. */
function bypassed(steps: readonly Step[], step: Step): readonly Step[] {
  return steps.map((one) =>
    one.dependsOn.includes(step.id)
      ? { ...one, dependsOn: [...new Set(one.dependsOn.flatMap((id) => (id === step.id ? step.dependsOn : [id])))] }
      : one,
  );
}

function changed(steps: readonly Step[], step: Step): readonly Step[] {
  return steps.map((one) => (one.id === step.id ? step : one));
}

function done(steps: readonly Step[], said: string): Edited {
  return { ok: true, steps, said };
}

function refused(reason: string): Edited {
  return { ok: false, reason };
}
