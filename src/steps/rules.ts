import type { z } from "zod";
import type { Json } from "../domain/json.ts";
import type { KindRules, Kinds, ReadInput, StepCommand } from "../domain/kind.ts";
import { refuseArgvReferences, refuseShellReferences } from "../domain/reference.ts";
import { refuseShellSyntax } from "./argv.ts";
import type { StepKind } from "./step.ts";

/** More than this nobody reads in a sentence; the planner has the list. */
const mostNamed = 20;

/**
 * The heart's view of step kinds: validation, risk and words, derived from their declarations. `programs` are the
 * programs a planner may name in argv steps, null for any; a path inside the workspace (`./gradlew`) is always allowed.
 */
export function rulesOf(stepKinds: readonly StepKind[], programs: ReadonlySet<string> | null): Kinds {
  return new Map(stepKinds.map((kind) => [kind.name, ruleOf(kind, programs)]));
}

function ruleOf(kind: StepKind, programs: ReadonlySet<string> | null): KindRules {
  const { name, chained, last, delegates = false } = kind;
  return { name, chained, last, delegates, read: (input) => readInput(kind, input, programs) };
}

function readInput(kind: StepKind, input: Json, programs: ReadonlySet<string> | null): ReadInput {
  const parsed = kind.input.safeParse(input);
  if (!parsed.success) return { ok: false, error: issuesOf(parsed.error) };
  const value = parsed.data;
  const commands = kind.commands(value);
  // A parsed input came from JSON and holds nothing else.
  const known: Json = JSON.parse(JSON.stringify(value));
  return {
    ok: true,
    value: {
      input: known,
      tier: kind.tier?.(value) ?? kind.baseTier,
      needs: kind.needs(value),
      summary: kind.summarise(value),
      objections: commands.flatMap(objectionsTo),
      commands,
      shape: kind.shape?.(value) ?? shapeOf(commands),
      unknownPrograms: commands.flatMap((command) => unknownProgram(command, programs)),
      asks: kind.ask?.(value) ?? null,
    },
  };
}

/** A program whose first argument is a command of its own is told apart by it: `git log` is not `git push`. */
function shapeOf(commands: readonly StepCommand[]): string | null {
  const shapes = commands.map((command) => {
    if (command.kind === "shell") return command.text;
    const [program = "", subcommand = ""] = command.argv;
    return /^[a-z][\w:-]*$/i.test(subcommand) ? `${program} ${subcommand}` : program;
  });
  return shapes.length > 0 ? shapes.join("\n") : null;
}

function objectionsTo(command: StepCommand): readonly string[] {
  if (command.kind === "shell") return [refuseShellReferences(command.text)].filter((objection) => objection !== null);
  const [program = ""] = command.argv;
  const objections = [refuseArgvReferences(command.argv), refuseShellSyntax(command.argv), refusePlace(program)];
  return objections.filter((objection) => objection !== null);
}

function refusePlace(program: string): string | null {
  const placed = program.startsWith("/") || program.split("/").includes("..");
  return placed ? `"${program}": name the program without its directory.` : null;
}

function unknownProgram(command: StepCommand, programs: ReadonlySet<string> | null): readonly string[] {
  const [program = ""] = command.kind === "argv" ? command.argv : [];
  if (programs === null || program === "" || program.includes("/") || program.includes("{{") || programs.has(program)) return [];
  const cure = programs.size > mostNamed ? "Use one of those the sandbox has" : `Use one of: ${[...programs].sort().join(", ")}`;
  return [`"${program}" is not an allowed program here. ${cure}, or let a notify say what is missing.`];
}

function issuesOf(error: z.ZodError): string {
  return error.issues.map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`)).join("; ");
}
