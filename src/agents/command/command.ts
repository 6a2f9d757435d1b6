import type { Usage } from "../../domain/budget.ts";
import { type Command, killedWords, type SandboxResult } from "../../sandbox/sandbox.ts";
import type { Agent, AgentOutcome, Availability, Probe } from "../agent.ts";
import { readProgress } from "./progress.ts";
import { fillTemplate } from "./template.ts";

/** What an operator says of a `command` agent. */
export type CommandSetting = Omit<Agent, "kind" | "available" | "run"> & {
  readonly kind: "command";
  /** Program and arguments; `{{prompt}}` is one whole argument. Without it the prompt comes on standard input. */
  readonly command: readonly [string, ...string[]];
  /** Arguments that make it print its version, or null. */
  readonly version: readonly string[] | null;
};

/** Any program as an agent: it gets the prompt, works in the directory it is started in, prints its account and exits. */
export function createCommandAgent(setting: CommandSetting, probe: Probe): Agent {
  const { command, version, ...facts } = setting;
  const [program] = command;
  return {
    ...facts,
    available: async (signal) => {
      if (version === null) return tellPresence(program, await probe(lookFor(program), setting.needs, signal), false);
      return tellPresence(program, await probe({ argv: [program, ...version] }, setting.needs, signal), true);
    },
    run: async ({ prompt }, { run, report }) => {
      const usage = { promptTokens: 0, completionTokens: 0, costMicros: setting.costMicros };
      const filled = fillTemplate(command, prompt);
      if (!filled.ok) return { kind: "unavailable", reason: filled.reason };
      const { argv, input } = filled;
      report({ doing: `${setting.name} works` });
      const result = await run({ argv, ...(input === undefined ? {} : { input }), onOutput: readProgress(report) });
      return outcomeOf(result, program, usage);
    },
  };
}

/** A program of the workspace (`./agent.sh`) is only there once there is a task; then only the needs are tried. */
function lookFor(program: string): Command {
  return program.includes("/") ? { argv: ["true"] } : { argv: ["sh", "-c", 'command -v -- "$1" >/dev/null', "sh", program] };
}

function tellPresence(program: string, result: SandboxResult, asked: boolean): Availability {
  switch (result.kind) {
    case "refused":
      return { ok: false, reason: result.reason, cure: result.cure };
    case "killed":
      return { ok: false, reason: `${program} did not answer in time`, cure: "Try it with adjutant sandbox." };
    case "exited": {
      const missing = asked ? result.exitCode === 127 : result.exitCode !== 0;
      if (missing) return { ok: false, reason: `the sandbox has no program ${program}`, cure: "Install it below /usr, for every account." };
      const said = asked && result.exitCode === 0 ? result.output.text.trim().split("\n")[0] : null;
      return { ok: true, version: said || null };
    }
  }
}

/** 126 and 127 are how a shell says that a program could not be started; any other exit is the program's own verdict. */
function outcomeOf(result: SandboxResult, program: string, usage: Usage): AgentOutcome {
  if (result.kind === "refused") return { kind: "unavailable", reason: `${result.reason}. ${result.cure}` };
  const account = result.output.text;
  if (result.kind === "killed") {
    if (result.by === "cancelled") return { kind: "broken", reason: "cancelled", transient: false, usage };
    return { kind: "failed", reason: killedWords[result.by], account, exitCode: null, usage };
  }
  const { exitCode } = result;
  const question = questionIn(result.output.stdout);
  if (question !== null) return { kind: "asks", question, choices: [], usage };
  if (exitCode === 0) return { kind: "done", account: result.output.stdout.trim() === "" ? account : result.output.stdout, usage };
  const last = lastLine(account);
  if (exitCode === 126 || exitCode === 127) return { kind: "unavailable", reason: last ?? `${program} could not be started` };
  return { kind: "failed", reason: last === null ? `exit ${exitCode}` : `exit ${exitCode}: ${last}`, account, exitCode, usage };
}

/** A program cannot ask while it works: what it cannot go on without is its last line (`QUESTION: …`). */
function questionIn(stdout: string): string | null {
  return /^QUESTION:\s*(\S.*)$/.exec(lastLine(stdout) ?? "")?.[1] ?? null;
}

function lastLine(text: string): string | null {
  return (
    text
      .split(/\r?\n/)
      .findLast((line) => line.trim() !== "")
      ?.trim() ?? null
  );
}
