import { Problem } from "../domain/problem.ts";
import { parameterVariable } from "../domain/reference.ts";
import { readValue } from "./parameter.ts";
import type { Parameter, Parameters, Procedure } from "./procedure.ts";

/** A question for one parameter; `topic` is its name. `why` tells what was wrong with a value that was given. */
export type ParameterQuestion = {
  readonly topic: string;
  readonly text: string;
  readonly choices: readonly string[];
  readonly why: string | null;
};

/** Questions for what is still missing or was given wrongly, in the order of the recipe. A parameter nobody knows is a Problem. */
export function missingParameters(procedure: Procedure, given: Parameters): readonly ParameterQuestion[] {
  refuseUnknown(procedure, given);
  return procedure.parameters.flatMap((parameter) => {
    const said = own(given, parameter.name);
    if (said === undefined) return parameter.required && parameter.default === undefined ? [questionFor(parameter, null)] : [];
    const read = readValue(parameter, said);
    return read.ok ? [] : [questionFor(parameter, `${parameter.name}: ${read.error}`)];
  });
}

/** Every parameter's value in canonical text; empty where nothing was given and there is no default. Missing ones are a Problem: ask first. */
export function completeParameters(procedure: Procedure, given: Parameters): Parameters {
  const [open] = missingParameters(procedure, given);
  if (open !== undefined)
    throw new Problem("procedure", `${procedure.name}: ${open.why ?? `${open.topic} is missing. Give ${open.topic}=….`}`);
  return Object.fromEntries(procedure.parameters.map((parameter) => [parameter.name, settle(parameter, own(given, parameter.name))]));
}

/** The environment that carries the parameters into every step. */
export function parameterEnvironment(parameters: Parameters): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [parameterVariable(name), value]));
}

function settle(parameter: Parameter, said: string | undefined): string {
  const text = said ?? parameter.default;
  if (text === undefined) return "";
  const read = readValue(parameter, text);
  return read.ok ? read.value : "";
}

function refuseUnknown(procedure: Procedure, given: Parameters): void {
  const known = procedure.parameters.map((parameter) => parameter.name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const cure = known.length === 0 ? "It takes none." : `It takes: ${known.join(", ")}.`;
  throw new Problem("procedure", `${procedure.name} has no parameter "${unknown}". ${cure}`);
}

function questionFor(parameter: Parameter, why: string | null): ParameterQuestion {
  const choices = parameter.type === "flag" ? ["yes", "no"] : parameter.choices;
  return { topic: parameter.name, text: parameter.question, choices, why };
}

function own(given: Parameters, name: string): string | undefined {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}
