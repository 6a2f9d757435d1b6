import type { CheckCommand } from "../domain/check-command.ts";
import type { Result } from "../domain/fault.ts";
import type { Json } from "../domain/json.ts";
import type { PlanDraft, StepDraft } from "../domain/plan.ts";
import { completeParameters } from "./interview.ts";
import type { Parameters, Procedure, StepTemplate } from "./procedure.ts";

/**
 * The recipe as a plan: `for_each` becomes one step per command found (`tests`, `tests-2`, …), and who depended on it
 * depends on all of them. The order is the recipe's alone, so every step is independent of its neighbour. Parameters stay
 * out of the text: steps get them as environment. A fault where nothing is left to run.
 */
export function planProcedure(procedure: Procedure, given: Parameters, checks: readonly CheckCommand[]): Result<PlanDraft> {
  completeParameters(procedure, given);
  const expanded = new Map(procedure.steps.map((template) => [template.id, expand(template, checks)]));
  const idsOf = (id: string, seen: readonly string[] = []): readonly string[] => {
    const made = (expanded.get(id) ?? []).map((step) => step.id);
    if (made.length > 0 || seen.includes(id)) return made;
    const template = procedure.steps.find((step) => step.id === id);
    return (template?.dependsOn ?? []).flatMap((before) => idsOf(before, [...seen, id]));
  };
  const steps = procedure.steps.flatMap((template) =>
    (expanded.get(template.id) ?? []).map((step) => ({ ...step, dependsOn: [...new Set(template.dependsOn.flatMap((id) => idsOf(id)))] })),
  );
  if (steps.length === 0) return nothingToRun(procedure);
  return { ok: true, value: { reason: `${procedure.name}: ${procedure.title}`, steps } };
}

function expand(template: StepTemplate, checks: readonly CheckCommand[]): readonly StepDraft[] {
  const wanted = template.for_each?.checks;
  if (wanted === undefined) return [draftOf(template, template.id, template.title, template.input ?? null)];
  const found = checks.filter((check) => wanted.includes(check.purpose));
  return found.map((check, index) => {
    const id = index === 0 ? template.id : `${template.id}-${index + 1}`;
    const title = found.length === 1 ? template.title : `${template.title}: ${check.title}`;
    return draftOf(template, id, title, inputOf(check));
  });
}

function inputOf(check: CheckCommand): Json {
  return check.directory === "." ? { argv: check.argv } : { argv: check.argv, directory: check.directory };
}

function draftOf(template: StepTemplate, id: string, title: string, input: Json): StepDraft {
  const { kind, needs, criteria, expect, agent = null, timeoutSeconds = null, verify = null } = template;
  return {
    id,
    title,
    kind,
    input,
    dependsOn: [],
    independent: true,
    needs,
    tier: null,
    criteria,
    agent,
    timeoutSeconds,
    verify,
    expect,
  };
}

function nothingToRun(procedure: Procedure): Result<PlanDraft> {
  const wanted = [...new Set(procedure.steps.flatMap((step) => step.for_each?.checks ?? []))].join(", ");
  const message = `${procedure.name}: no ${wanted} command was found in this directory. Add one to its manifest (package.json, pyproject.toml, Cargo.toml, go.mod, pom.xml, Makefile).`;
  return { ok: false, fault: { code: "procedure_broken", message, transient: false } };
}
