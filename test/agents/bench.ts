import type { Agent, AgentContext, AgentOutcome, Probe, Progress } from "../../src/agents/agent.ts";
import { type CommandSetting, createCommandAgent } from "../../src/agents/command/command.ts";
import { nothing } from "../../src/domain/needs.ts";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { defaultLimits, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { openScene, type Scene } from "../sandbox/scene.ts";

/** A workspace in the real sandbox in which agents work. */
export type AgentBench = Scene & {
  /** What agents said they were doing. */
  readonly reports: readonly Progress[];
  readonly probe: Probe;
  contextOf(signal?: AbortSignal): AgentContext;
  /** Runs a shell script as a `command` agent that has the prompt as `$1`, or on standard input. */
  runScript(script: string, prompt: string, way: "stdin" | "argument", signal?: AbortSignal): Promise<AgentOutcome>;
};

export async function openAgentBench(sandbox: Sandbox = createBubblewrap({ graceMs: 300 })): Promise<AgentBench> {
  const scene = await openScene(sandbox);
  const reports: Progress[] = [];
  const contextOf = (signal = new AbortController().signal): AgentContext => ({
    signal,
    run: ({ argv, ...command }) => scene.start(argv, { ...command, signal, grant: { writes: ["."] } }),
    report: (progress) => void reports.push(progress),
  });
  const probe: Probe = (command, needs, signal) => {
    const { network } = needs;
    const limits = { ...defaultLimits, timeoutMs: 10_000 };
    return sandbox.run(command, { workspace: scene.workspace, writes: [], binds: [], network, env: {}, limits }, signal);
  };
  return {
    ...scene,
    reports,
    probe,
    contextOf,
    runScript: (script, prompt, way, signal) => {
      const words = way === "argument" ? ["{{prompt}}"] : [];
      const agent = createCommandAgent(settingOf("scripted", { command: ["sh", "-c", script, "agent", ...words] }), probe);
      return agent.run({ prompt }, contextOf(signal));
    },
  };
}

/** An agent as an operator would name it, with nothing said about it but what a test says. */
export function settingOf(name: string, rest: Partial<CommandSetting> = {}): CommandSetting {
  const usual = { kind: "command", command: ["true"], version: null, capabilities: [], languages: [], needs: nothing } as const;
  return { ...usual, name, concurrency: 1, costMicros: null, timeoutSeconds: 60, fallback: [], ...rest };
}

export function commandAgent(name: string, script: string, { probe }: AgentBench, rest: Partial<CommandSetting> = {}): Agent {
  return createCommandAgent(settingOf(name, { command: ["sh", "-c", script], ...rest }), probe);
}
