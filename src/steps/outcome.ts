import { type Usage, usedNothing } from "../domain/budget.ts";
import type { Fault } from "../domain/fault.ts";
import { type Command, type KillReason, killedWords, type Output, type SandboxResult } from "../sandbox/sandbox.ts";
import type { StepContext, StepOutcome } from "./step.ts";

/** Words for how a command ended by itself, from what it printed. */
export type Headline = (output: Output, exitCode: number) => string;

type Ended = Exclude<SandboxResult, { readonly kind: "refused" }>;

/**
 * Runs one command for a step and judges it by its exit. With `expect: any` every ending but a cancellation is a
 * finding, told by the headline, and the step passes (product: 2.7).
 */
export async function runCommand(command: Command, context: StepContext, headline: Headline): Promise<StepOutcome> {
  const result = await context.run(command);
  if (result.kind === "refused") return broken(`${result.reason}. ${result.cure}`);
  if (result.kind === "killed" && result.by === "cancelled") return broken("cancelled");
  const exitCode = result.kind === "exited" ? result.exitCode : null;
  const said = result.kind === "exited" ? headline(result.output, result.exitCode) : tellKill(result.by, context.step.timeoutSeconds);
  const trace = { headline: said, output: outputOf(result), exitCode, artifacts: await context.artifacts(), usage: usedNothing };
  if (exitCode === 0 || context.step.expect === "any") return { kind: "passed", ...trace };
  return { kind: "failed", reason: said, ...trace };
}

/**
 * The line of a command's output that says what came of it; with an exit other than 0 the last one, where errors stand. A recipe says
 * it first (docs/procedures.md); of any other command the last line does, unless it is no words at all: a path of a listing, a bracket.
 */
export function tellingLine({ recited }: Pick<StepContext["step"], "recited">): Headline {
  return (output, exitCode) => {
    if (exitCode !== 0) return tellExit(output, exitCode);
    const lines = linesOf(output.stdout).length > 0 ? linesOf(output.stdout) : linesOf(output.text);
    const said = recited ? lines[0] : lines.at(-1);
    if (said === undefined) return "done, nothing printed";
    return lines.length > 1 && !recited && isBare(said) ? `${lines.length} lines printed` : said;
  };
}

/** One word that is a path or a file's name, or not even a word. */
function isBare(said: string): boolean {
  return !/[\p{L}\p{N}]/u.test(said) || /^(?!\w+:\/\/)\S*(?:\/\S*|\.[A-Za-z]\w{0,8}):?$/.test(said);
}

function tellExit(output: Output, exitCode: number): string {
  const last = linesOf(output.text).at(-1);
  return last === undefined ? `exit ${exitCode}` : `exit ${exitCode}: ${last}`;
}

/** A fault of ours, not a verdict. */
export function broken(reason: string, transient = false, usage: Usage = usedNothing): StepOutcome {
  return { kind: "broken", reason, transient, usage };
}

/** A model's fault as an outcome; what was spent stays told. */
export function brokenBy(fault: Fault, usage: Usage): StepOutcome {
  const { limit, message, transient } = fault;
  return { ...broken(message, transient, usage), ...(limit === undefined ? {} : { limit }) };
}

/** A step that needs the model where none is configured (conversations: 3). */
export function withoutModel(kind: string): StepOutcome {
  return broken(`a ${kind} step needs a model, and none is configured. Set OPENAI_BASE_URL and ADJUTANT_MODEL, or leave the step out.`);
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Later steps read a passed command's standard output; of a failed one everything matters. */
function outputOf(result: Ended): string {
  const passed = result.kind === "exited" && result.exitCode === 0;
  return passed && result.output.stdout.trim() !== "" ? result.output.stdout : result.output.text;
}

function tellKill(by: KillReason, timeoutSeconds: number): string {
  const after = by === "timeout" ? ` after ${timeoutSeconds} s` : "";
  return by === "signal" ? killedWords.signal : `stopped${after}: ${killedWords[by]}`;
}
