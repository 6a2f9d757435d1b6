import type { z } from "zod";
import type { Commands, Judgement } from "../commands/command.ts";
import type { Json } from "../domain/json.ts";
import type { KindRules, Kinds, ReadInput, StepCommand } from "../domain/kind.ts";
import { refuseArgvReferences, refuseShellReferences } from "../domain/reference.ts";
import { refuseShellSyntax, showArgv, wordsOf } from "./argv.ts";
import type { StepKind } from "./step.ts";

/** The heart's view of step kinds: validation, risk and words, derived from their declarations and from what may be run here. */
export function rulesOf(stepKinds: readonly StepKind[], commands: Commands): Kinds {
  return new Map(stepKinds.map((kind) => [kind.name, ruleOf(kind, commands)]));
}

function ruleOf(kind: StepKind, schema: Commands): KindRules {
  const { name, chained, last, delegates = false } = kind;
  return { name, chained, last, delegates, read: (input) => readInput(kind, input, schema) };
}

function readInput(kind: StepKind, input: Json, schema: Commands): ReadInput {
  const parsed = kind.input.safeParse(input);
  if (!parsed.success) return { ok: false, error: issuesOf(parsed.error) };
  const value = parsed.data;
  const commands = kind.commands(value);
  const judged = commands.map((command) => judge(command, schema));
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
      shape: kind.shape?.(value) ?? shapeOf(judged),
      unknownCommands: judged.flatMap(({ judgement }) => (judgement.known ? [] : [judgement.why])),
      asks: kind.ask?.(value) ?? null,
    },
  };
}

type Judged = { readonly command: StepCommand; readonly judgement: Judgement };

/** A shell's text is like nothing but itself; the schema looks at argvs only. */
function judge(command: StepCommand, schema: Commands): Judged {
  return { command, judgement: command.kind === "shell" ? { known: true, shape: command.text } : schema.judge(wordsOf(command.argv)) };
}

/**
 * What the schema knows is alike by program and subcommand: `git log` is not `git show`. Anything else only by every word. And
 * `make test` in one directory is not `make test` in another.
 */
function shapeOf(judged: readonly Judged[]): string | null {
  const shapes = judged.map(({ command, judgement }) => {
    if (command.kind === "shell") return command.text;
    const words = judgement.known ? judgement.shape : showArgv(command.argv);
    const from = plainly(command.directory);
    return from === "." ? words : `${words} (in ${from})`;
  });
  return shapes.length > 0 ? shapes.join("\n") : null;
}

/** A directory in one spelling. */
function plainly(directory = "."): string {
  const parts = directory.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "." : parts.join("/");
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

function issuesOf(error: z.ZodError): string {
  return error.issues.map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`)).join("; ");
}
