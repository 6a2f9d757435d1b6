import { findCycle } from "../domain/dag.ts";
import type { Kinds } from "../domain/kind.ts";
import { referredParameters, referredSteps } from "../domain/reference.ts";
import { readValue } from "./parameter.ts";
import { type KeyPath, type Parameter, type ProcedureContent, type StepTemplate, textsIn } from "./procedure.ts";

/** Something wrong in a procedure: where, and what with its cure. */
export type Objection = { readonly at: KeyPath; readonly text: string };

/** Kinds that a `for_each` over checks may have: they take an argv. */
const checkKinds = ["test", "execute"];

/** What is wrong in a recipe beyond its form. `file` is its file's name without ending. */
export function objectionsTo(content: ProcedureContent, file: string, kinds: Kinds): readonly Objection[] {
  return [
    ...(content.name === file ? [] : [{ at: ["name"], text: `must be the file's name. Write ${file}, or rename the file.` }]),
    ...repeated(
      content.parameters.map(({ name }) => name),
      "parameters",
      "name",
    ),
    ...content.parameters.flatMap(parameterObjections),
    ...repeated(
      content.steps.map(({ id }) => id),
      "steps",
      "id",
    ),
    ...content.steps.flatMap((step, index) => dependencyObjections(content, step, index)),
    ...cycleObjections(content),
    ...content.steps.flatMap((step, index) => stepObjections(content, step, index, kinds)),
    ...criteriaObjections(content),
    ...headlineObjections(content),
  ];
}

function repeated(names: readonly string[], list: string, key: string): readonly Objection[] {
  const index = names.findIndex((name, at) => names.indexOf(name) !== at);
  return index < 0 ? [] : [{ at: [list, index, key], text: `"${names[index]}" is there twice. Give it another ${key}.` }];
}

function parameterObjections(parameter: Parameter, index: number): readonly Objection[] {
  const at = ["parameters", index];
  if (parameter.type === "choice" && parameter.choices.length === 0) {
    return [{ at: [...at, "type"], text: "a choice needs something to choose from. Add choices." }];
  }
  if (parameter.default === undefined) return [];
  const read = readValue(parameter, parameter.default);
  return read.ok ? [] : [{ at: [...at, "default"], text: read.error }];
}

function dependencyObjections(content: ProcedureContent, step: StepTemplate, index: number): readonly Objection[] {
  const ids = content.steps.map(({ id }) => id);
  return step.dependsOn.flatMap((id, position) =>
    ids.includes(id) ? [] : [{ at: ["steps", index, "dependsOn", position], text: `there is no step "${id}". Steps: ${ids.join(", ")}.` }],
  );
}

function cycleObjections(content: ProcedureContent): readonly Objection[] {
  const cycle = findCycle(content.steps);
  if (cycle === null) return [];
  const index = content.steps.findIndex(({ id }) => id === cycle[0]);
  return [{ at: ["steps", index, "dependsOn"], text: `the steps wait for each other: ${cycle.join(" → ")}. Take one dependency out.` }];
}

function stepObjections(content: ProcedureContent, step: StepTemplate, index: number, kinds: Kinds): readonly Objection[] {
  const at = ["steps", index];
  const kind = kinds.get(step.kind);
  if (kind === undefined) return [{ at: [...at, "kind"], text: `"${step.kind}" is no step kind. Kinds: ${[...kinds.keys()].join(", ")}.` }];
  if (step.for_each !== undefined) return forEachObjections(step, at);
  if (step.input === undefined) return [{ at, text: "a step needs an input. Add one." }];
  const read = kind.read(step.input);
  if (!read.ok) return [{ at: [...at, "input"], text: read.error }];
  const objections = [...read.value.objections, ...referenceObjections(content, step)];
  return objections.map((text) => ({ at: [...at, "input"], text }));
}

function forEachObjections(step: StepTemplate, at: KeyPath): readonly Objection[] {
  if (!checkKinds.includes(step.kind))
    return [{ at: [...at, "kind"], text: `for_each works with: ${checkKinds.join(", ")}. Take one of these.` }];
  return step.input === undefined ? [] : [{ at: [...at, "input"], text: "each check brings its own input. Leave it out." }];
}

/** References must name a parameter, or a single step this one depends on: else the value is not there when it is needed. */
function referenceObjections(content: ProcedureContent, step: StepTemplate): readonly string[] {
  const texts = textsIn(step.input);
  const names = content.parameters.map(({ name }) => name);
  const single = content.steps.filter(({ id, for_each }) => for_each === undefined && step.dependsOn.includes(id)).map(({ id }) => id);
  return [
    ...referredParameters(texts).flatMap((name) =>
      names.includes(name) ? [] : [`{{params.${name}}}: there is no such parameter. Add it.`],
    ),
    ...referredSteps(texts).flatMap((id) =>
      single.includes(id) ? [] : [`{{steps.${id}.output}}: not a single step it depends on. Add it to dependsOn.`],
    ),
  ];
}

function criteriaObjections(content: ProcedureContent): readonly Objection[] {
  const ids = content.criteria.map(({ id }) => id);
  const unknown = content.steps.flatMap((step, index) =>
    step.criteria.flatMap((id, position) =>
      ids.includes(id)
        ? []
        : [{ at: ["steps", index, "criteria", position], text: `there is no criterion "${id}". Criteria: ${ids.join(", ")}.` }],
    ),
  );
  const served = new Set(content.steps.flatMap((step) => step.criteria));
  const unserved = ids.flatMap((id, index) =>
    served.has(id) ? [] : [{ at: ["criteria", index], text: `no step serves "${id}". Name it in a step's criteria.` }],
  );
  return [...repeated(ids, "criteria", "id"), ...unknown, ...unserved];
}

function headlineObjections(content: ProcedureContent): readonly Objection[] {
  const ids = content.steps.map(({ id }) => id);
  return ids.includes(content.headline)
    ? []
    : [{ at: ["headline"], text: `there is no step "${content.headline}". Steps: ${ids.join(", ")}.` }];
}
