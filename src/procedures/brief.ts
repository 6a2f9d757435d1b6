import type { BriefContent } from "../domain/brief.ts";
import { completeParameters } from "./interview.ts";
import type { Parameters, Procedure } from "./procedure.ts";

/** The brief a recipe stands for. What nobody said and a default decided is written down as an assumption. */
export function briefProcedure(procedure: Procedure, given: Parameters): BriefContent {
  const values = completeParameters(procedure, given);
  const said = procedure.parameters.filter(({ name }) => Object.hasOwn(given, name));
  const assumed = procedure.parameters.filter(({ name }) => !Object.hasOwn(given, name) && values[name] !== "");
  return {
    title: procedure.title,
    goal: procedure.purpose,
    constraints: said.map(({ name }) => `${name}: ${values[name]}`),
    criteria: procedure.criteria,
    entities: [],
    assumptions: assumed.map(({ name }) => `${name}: ${values[name]}, as nothing else was said`),
  };
}
