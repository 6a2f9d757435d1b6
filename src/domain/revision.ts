import { isAsked } from "./autonomy.ts";
import { type Brief, briefErrors } from "./brief.ts";
import type { Context } from "./context.ts";
import { findCycle, sinksOf } from "./dag.ts";
import type { Interview, Question } from "./interview.ts";
import type { Plan, StepDraft } from "./plan.ts";
import { audit, moved, type Outcome } from "./record.ts";
import { renameTaken, spliceRepair } from "./splice.ts";
import type { Step, StepSpec } from "./step.ts";
import type { Task, Thinking } from "./task.ts";
import { correct } from "./thinking.ts";
import type { Thought } from "./thought.ts";
import { validatePlan } from "./validation.ts";
import { carryPasses, isWithinApproved, nextPlan } from "./versions.ts";
import { placeFor, viewErrors } from "./view.ts";

type Revised = Extract<Thought, { purpose: "revise" }>["value"];
type Repaired = Extract<Thought, { purpose: "repair" }>["value"];

/** Steps a repair may have (product: 2.5). */
const mostRepairSteps = 6;

/** A changed plan: a new version that is approved anew; passes whose step is unchanged carry over. */
export function takeRevision(task: Task, thinking: Thinking, revised: Revised, context: Context): Outcome {
  const brief = briefAfter(task, thinking, revised);
  const accepted = task.plan?.steps ?? [];
  const { kinds, agents, secrets } = context;
  const valid = validatePlan(revised.steps, { kinds, agents, secrets, criteria: brief?.criteria ?? [], accepted });
  const unclear = [...(revised.brief ? briefErrors(revised.brief) : []), ...(valid.ok ? viewErrors(task, valid.steps) : [])];
  if (!valid.ok || unclear.length > 0) return correct(task, thinking, [...unclear, ...(valid.ok ? [] : valid.errors)], context);
  const forgotten = thinking.own ? forgottenPasses(valid.steps, accepted) : [];
  const others = accepted.filter((step) => !forgotten.includes(step));
  const steps = [...forgotten, ...carryPasses(valid.steps, others, context)];
  const place = placeFor(task, valid.steps);
  const made = nextPlan({ ...task, brief, place }, steps, revised.reason, context, revised.by ?? null);
  const plan = thinking.own ? withinApproved(task, made, made.steps) : made;
  const next: Task = {
    ...task,
    brief,
    place,
    // What became more than one answer is evaluated like any work.
    light: task.light && valid.steps.every((step) => step.tier === "read"),
    thinking: null,
    evaluation: null,
    stage: "awaiting_approval",
    plan,
    interview: withoutAsking(task.interview),
  };
  return moved(next, audit("plan.revised", null, { reason: revised.reason }));
}

/** A new generation keeps what worked (product: 2.7): what passed and was only not listed again is not dropped, nor its files. */
function forgottenPasses(listed: readonly StepSpec[], before: readonly Step[]): readonly Step[] {
  return before.filter((step) => step.status === "passed" && !listed.some(({ id }) => id === step.id));
}

/** A brief that was changed, or that the evaluation wants to be met at last, is a new generation with its reason. */
function briefAfter({ brief }: Task, { own }: Thinking, revised: Revised): Brief | null {
  const content = revised.brief ?? (own ? brief : null);
  return content ? { ...content, generation: (brief?.generation ?? 0) + 1, reason: revised.reason } : brief;
}

/** Questions of steps that the new version asks anew, or not at all. */
function withoutAsking(interview: Interview): Interview {
  const questions = interview.questions.map(
    (one): Question => (one.step !== null && one.answer === null ? { ...one, answer: "(the plan changed)" } : one),
  );
  return { ...interview, questions };
}

/** A repair is validated like a plan and spliced in; within what was approved it runs unasked, except in `manual`. */
export function takeRepair(task: Task, thinking: Thinking, repaired: Repaired, context: Context): Outcome {
  const before = task.plan;
  if (!before) return moved({ ...task, thinking: null, stage: "planning" });
  const replaces = replacedBy(repaired, before.steps);
  const existing = before.steps.map((step) => step.id);
  const own = new Set(repaired.steps.map((step) => step.id));
  const drafts = repaired.steps.map((step) =>
    withoutWaitingFor(
      step,
      replaces.filter((id) => !own.has(id)),
    ),
  );
  const valid = validatePlan(drafts, {
    kinds: context.kinds,
    agents: context.agents,
    secrets: context.secrets,
    criteria: [],
    existing: existing.filter((id) => !own.has(id)),
    accepted: before.steps,
  });
  const tooMany = drafts.length > mostRepairSteps ? [`a repair has 1 to ${mostRepairSteps} steps, not ${drafts.length}.`] : [];
  const unfit = valid.ok ? [...viewErrors(task, valid.steps), ...untestedErrors(valid.steps, before.steps, replaces)] : valid.errors;
  if (!valid.ok || tooMany.length + unfit.length > 0) return correct(task, thinking, [...tooMany, ...unfit], context);
  const repairs = task.repairs + 1;
  const added = renameTaken(valid.steps, new Set(existing), `r${repairs}`);
  const steps = spliceRepair(before.steps, { steps: added, replaces });
  const cycle = findCycle(steps);
  if (cycle) return correct(task, thinking, [waitsForItself(cycle)], context);
  const next = nextPlan(task, steps, `repair ${repairs}: ${repaired.reason}`, context, repaired.by ?? null);
  const plan = withinApproved(task, next, added);
  return moved(
    { ...task, repairs, thinking: null, evaluation: null, stage: "awaiting_approval", plan },
    audit("repair", null, { reason: repaired.reason, replaces: [...replaces] }),
  );
}

/** What nobody was asked about runs unasked only within what was approved, and never in `manual` (product: subset rule). */
function withinApproved(task: Task, plan: Plan, added: readonly StepSpec[]): Plan {
  const { plan: before, autonomy } = task;
  if (before === null || isAsked("withinApproved", autonomy) || !isWithinApproved(added, before)) return plan;
  return { ...plan, approvedBy: `within what v${before.version} was approved for`, approval: before.approval };
}

/** A repair may not wait for a step that waits for what it replaces. */
function waitsForItself(cycle: readonly string[]): string {
  return `with this repair the steps ${cycle.join(" → ")} wait for each other in a circle; let it depend on steps that passed only.`;
}

/** What a failed test was to prove is proved by a test again: else the repair would only take the proof away. */
function untestedErrors(added: readonly StepSpec[], before: readonly StepSpec[], replaces: readonly string[]): readonly string[] {
  const tests = before.filter((step) => step.kind === "test" && replaces.includes(step.id));
  const working = added.filter((step) => step.kind !== "notify");
  const ends = new Set(sinksOf(working));
  if (tests.length === 0 || working.some((step) => step.kind === "test" && ends.has(step.id))) return [];
  const named = tests.map((step) => `"${step.id}"`).join(", ");
  return [`the repair replaces the test ${named} but does not end in a test; let its last step be a test that proves the same.`];
}

/** The failed steps a repair stands in for; when it names none that exists, all that failed. */
function replacedBy(repaired: Repaired, steps: readonly { id: string; status: string }[]): readonly string[] {
  const named = repaired.replaces.filter((id) => steps.some((step) => step.id === id && step.status === "failed"));
  return named.length > 0 ? named : steps.filter((step) => step.status === "failed").map((step) => step.id);
}

/** Waiting for the step one replaces would wait for ever. */
function withoutWaitingFor(step: StepDraft, replaced: readonly string[]): StepDraft {
  return { ...step, dependsOn: step.dependsOn.filter((id) => !replaced.includes(id)) };
}
