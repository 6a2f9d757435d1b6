import type { z } from "zod";
import type { Json } from "../domain/json.ts";
import type { KindRules, Kinds, ReadInput } from "../domain/kind.ts";
import { refuseArgvReferences, refuseShellReferences } from "../domain/reference.ts";
import { refuseShellSyntax } from "./argv.ts";
import type { StepCommand, StepKind } from "./step.ts";

/**
 * The heart's view of step kinds: validation, risk and words, derived from their declarations. `programs` are the
 * programs argv steps may name, null for any; a path inside the workspace (`./gradlew`) is always allowed.
 */
export function rulesOf(stepKinds: readonly StepKind[], programs: ReadonlySet<string> | null): Kinds {
  return new Map(stepKinds.map((kind) => [kind.name, ruleOf(kind, programs)]));
}

function ruleOf(kind: StepKind, programs: ReadonlySet<string> | null): KindRules {
  const { name, chained, last } = kind;
  return { name, chained, last, read: (input) => readInput(kind, input, programs) };
}

function readInput(kind: StepKind, input: Json, programs: ReadonlySet<string> | null): ReadInput {
  const parsed = kind.input.safeParse(input);
  if (!parsed.success) return { ok: false, error: issuesOf(parsed.error) };
  const value = parsed.data;
  // A parsed input came from JSON and holds nothing else.
  const known: Json = JSON.parse(JSON.stringify(value));
  return {
    ok: true,
    value: {
      input: known,
      tier: kind.tier?.(value) ?? kind.baseTier,
      needs: kind.needs(value),
      summary: kind.summarise(value),
      objections: kind.commands(value).flatMap((command) => objectionsTo(command, programs)),
      asks: kind.ask?.(value) ?? null,
    },
  };
}

function objectionsTo(command: StepCommand, programs: ReadonlySet<string> | null): readonly string[] {
  if (command.kind === "shell") return [refuseShellReferences(command.text)].filter((objection) => objection !== null);
  const [program = ""] = command.argv;
  const objections = [refuseArgvReferences(command.argv), refuseShellSyntax(command.argv), refuseProgram(program, programs)];
  return objections.filter((objection) => objection !== null);
}

function refuseProgram(program: string, programs: ReadonlySet<string> | null): string | null {
  if (program.startsWith("/") || program.split("/").includes("..")) return `"${program}": name the program without its directory.`;
  if (programs === null || program.includes("/") || program.includes("{{") || programs.has(program)) return null;
  return `"${program}" is not an allowed program here. Use one of: ${[...programs].sort().join(", ")}.`;
}

function issuesOf(error: z.ZodError): string {
  return error.issues.map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`)).join("; ");
}
