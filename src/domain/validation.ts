import type { Criterion } from "./brief.ts";
import { chain } from "./chaining.ts";
import { commandErrors, wordsOf } from "./commands.ts";
import { findCycle } from "./dag.ts";
import { type AgentFacts, planDelegation } from "./delegation.ts";
import { destinationErrors } from "./destination.ts";
import { closingErrors, mayFanOut } from "./fan-out.ts";
import type { Kinds, KnownInput } from "./kind.ts";
import { tierOf } from "./need-table.ts";
import { coversPath, type Needs, nothing, unite } from "./needs.ts";
import type { StepDraft } from "./plan.ts";
import { type Handling, producerErrors } from "./producers.ts";
import { type SecretFacts, secretErrors, withSecretPlaces } from "./secret.ts";
import type { StepSpec } from "./step.ts";

/** Longest plan that is accepted; more belongs into several tasks. */
const mostSteps = 200;
const longestTimeoutSeconds = 24 * 3600;
const defaultTimeoutSeconds = 600;

export type Validated =
  | { readonly ok: true; readonly steps: readonly StepSpec[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** What a plan is checked against. */
export type PlanFrame = {
  readonly kinds: Kinds;
  /** Who steps may be delegated to. */
  readonly agents: readonly AgentFacts[];
  /** Secrets that steps may use; none when absent. */
  readonly secrets?: readonly SecretFacts[];
  /** Criteria some step must serve; empty for a repair, whose criteria the failed steps carried. */
  readonly criteria: readonly Criterion[];
  /** Steps that are there already and may be depended on (a repair). */
  readonly existing?: readonly string[];
  /** A recipe: its author, not a planner, answers for what it runs. */
  readonly recited?: boolean;
  /** Steps of the plan before: what they run was argued about already. */
  readonly accepted?: readonly StepSpec[];
};

/** Checks a proposed plan and completes it into specs. Each error names the step and the cure; it is fed back to the planner. */
export function validatePlan(drafts: readonly StepDraft[], frame: PlanFrame): Validated {
  const chained = chain(drafts, frame.kinds);
  const built = chained.map((draft) => buildStep(draft, frame));
  const errors = [
    ...sizeErrors(chained),
    ...built.flatMap((one) => one.errors),
    ...graphErrors(chained, frame.existing ?? []),
    ...(frame.recited ? [] : producerErrors(chained.map((draft, index) => handlingOf(draft, built[index])))),
    ...closingErrors(
      built.flatMap(({ step }) => step ?? []),
      (kind) => frame.kinds.get(kind)?.last === true,
    ),
    ...orderErrors(chained, frame.kinds),
    ...coverageErrors(chained, frame.criteria),
  ];
  const steps = built.flatMap((one) => (one.step ? [one.step] : []));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, steps };
}

type Built = { readonly step: StepSpec | null; readonly commands: KnownInput["commands"]; readonly errors: readonly string[] };

function buildStep(draft: StepDraft, frame: PlanFrame): Built {
  const kind = frame.kinds.get(draft.kind);
  if (!kind) {
    const known = [...frame.kinds.keys()].join(", ");
    return { step: null, commands: [], errors: [`step "${draft.id}": there is no kind "${draft.kind}" here; use one of ${known}.`] };
  }
  const read = kind.read(draft.input);
  if (!read.ok) return { step: null, commands: [], errors: [`step "${draft.id}" (${draft.kind}): ${read.error}`] };
  const delegated = kind.delegates ? planDelegation(draft, frame.agents) : null;
  if (delegated && !delegated.ok) return { step: null, commands: [], errors: [`step "${draft.id}": ${delegated.error}`] };
  const delegation = delegated?.value ?? null;
  const { secrets = [] } = frame;
  const needs = withSecretPlaces([read.value.needs, delegation?.needs ?? nothing].reduce(unite, draft.needs), secrets);
  const { recited, refused } = answerFor(draft, read.value, frame);
  const found = [...read.value.objections, ...refused, ...needsErrors(needs, secrets), ...timeoutErrors(draft)];
  const errors = found.map((error) => `step "${draft.id}": ${error}`);
  const step = { ...completeStep(draft, read.value, needs, frame), recited };
  return {
    step: delegation ? { ...step, ...delegation, needs, isolated: isBranch(draft, needs, frame) } : step,
    commands: read.value.commands,
    errors,
  };
}

/** Who answers for what a step runs: a recipe's author, or the planner, who may not let it run this. Nobody argues again about what the plan before ran. */
function answerFor(
  draft: StepDraft,
  known: KnownInput,
  frame: PlanFrame,
): Pick<StepSpec, "recited"> & { readonly refused: readonly string[] } {
  if (frame.recited) return { recited: true, refused: [] };
  const before = acceptedStep(draft, known, frame);
  if (before) return { recited: before.recited, refused: [] };
  return { recited: false, refused: [...known.unknownCommands, ...commandErrors(known.commands)] };
}

/** The step of the plan before that runs the very same. */
function acceptedStep({ kind }: StepDraft, known: KnownInput, { accepted, kinds }: PlanFrame): StepSpec | undefined {
  const inputOf = (spec: StepSpec) => {
    const read = kinds.get(spec.kind)?.read(spec.input);
    return read?.ok ? JSON.stringify(read.value.input) : null;
  };
  return accepted?.find((spec) => spec.kind === kind && inputOf(spec) === JSON.stringify(known.input));
}

/** Who is delegated to beside others writes in a copy of their own; a recipe's author did not ask for that. */
function isBranch({ independent }: StepDraft, { writes }: Needs, { recited, criteria }: PlanFrame): boolean {
  return independent && writes.length > 0 && recited !== true && mayFanOut(criteria);
}

function handlingOf({ id, dependsOn, needs }: StepDraft, built: Built | undefined): Handling {
  return { id, dependsOn, writes: needs.writes, words: wordsOf(built?.commands ?? []) };
}

function completeStep(draft: StepDraft, known: KnownInput, needs: Needs, frame: PlanFrame): StepSpec {
  return {
    id: draft.id,
    title: draft.title.trim() || known.summary,
    kind: draft.kind,
    input: known.input,
    dependsOn: draft.dependsOn,
    needs,
    tier: tierOf(known.tier, needs, draft.tier),
    criteria: frame.criteria.length > 0 ? draft.criteria.filter((id) => frame.criteria.some((one) => one.id === id)) : draft.criteria,
    agent: draft.agent,
    agents: [],
    costMicros: null,
    manual: false,
    recited: false,
    isolated: false,
    timeoutSeconds: draft.timeoutSeconds ?? defaultTimeoutSeconds,
    verify: draft.verify,
    expect: draft.expect ?? "success",
    summary: known.summary,
  };
}

function sizeErrors(steps: readonly StepDraft[]): readonly string[] {
  if (steps.length === 0) return ["the plan has no steps; give at least one."];
  return steps.length > mostSteps ? [`the plan has ${steps.length} steps; at most ${mostSteps} are allowed. Merge or split the task.`] : [];
}

function needsErrors(needs: Needs, secrets: readonly SecretFacts[]): readonly string[] {
  const climbing = needs.writes.filter((path) => path === "" || !coversPath(".", path));
  const relative = needs.hostPaths.filter((path) => !path.startsWith("/"));
  return [
    ...climbing.map((path) => `it may not write "${path}"; name a path inside the workspace, without "..".`),
    ...relative.map((path) => `host path "${path}" is not absolute; write it from "/".`),
    ...destinationErrors(needs.network).map((error) => `its network cannot be: ${error}`),
    ...secretErrors(needs.secrets, secrets),
  ];
}

function timeoutErrors({ timeoutSeconds }: StepDraft): readonly string[] {
  if (timeoutSeconds === null || (timeoutSeconds >= 1 && timeoutSeconds <= longestTimeoutSeconds)) return [];
  return [`a timeout of ${timeoutSeconds} s is out of range; give 1 to ${longestTimeoutSeconds}.`];
}

function graphErrors(steps: readonly StepDraft[], existing: readonly string[]): readonly string[] {
  const ids = new Set([...existing, ...steps.map((step) => step.id)]);
  const repeated = steps.filter((step, index) => steps.findIndex((other) => other.id === step.id) !== index);
  // Ids become file and variable names ($STEPS/<id>/output).
  const taken = steps.filter((step) => step.id === "request");
  const odd = steps.filter((step) => !/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(step.id));
  const unknown = steps.flatMap((step) => step.dependsOn.filter((id) => !ids.has(id)).map((id) => ({ step: step.id, id })));
  const cycle = findCycle(steps);
  return [
    ...repeated.map((step) => `step "${step.id}": this id is used twice; give every step its own.`),
    ...odd.map((step) => `step "${step.id}": an id is 1 to 40 letters, digits, "-" or "_".`),
    ...taken.map((step) => `step "${step.id}": files of the request are called so ($STEPS/request); give the step another id.`),
    ...unknown.map((one) => `step "${one.step}" depends on "${one.id}", which does not exist; name an existing step.`),
    ...(cycle ? [`the steps ${cycle.join(" → ")} wait for each other in a circle; remove one of these dependencies.`] : []),
  ];
}

function orderErrors(steps: readonly StepDraft[], kinds: Kinds): readonly string[] {
  const isLast = (step: StepDraft) => kinds.get(step.kind)?.last === true;
  const from = steps.findIndex(isLast);
  const late = from < 0 ? [] : steps.slice(from).filter((step) => !isLast(step));
  return late.map((step) => `step "${step.id}" comes after a notify; put notify steps at the end.`);
}

function coverageErrors(steps: readonly StepDraft[], criteria: readonly Criterion[]): readonly string[] {
  return criteria
    .filter((criterion) => !steps.some((step) => step.criteria.includes(criterion.id)))
    .map(
      (criterion) =>
        `criterion "${criterion.id}" (${criterion.text}) is served by no step; name it in the criteria of the step that serves it.`,
    );
}
