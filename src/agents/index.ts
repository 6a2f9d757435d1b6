import type { AgentFacts } from "../domain/delegation.ts";
import type { Agents, Probe } from "./agent.ts";
import { type CommandSetting, createCommandAgent } from "./command/command.ts";
import { type GuardedAgent, guardAgent } from "./guarded-agent.ts";

/** What an operator says of an agent, by kind. A new kind is a folder, its setting here and a line in `kinds`. */
export type AgentSetting = CommandSetting;

const kinds = { command: createCommandAgent } as const;

/** Every agent kind by name. */
export const agentKinds: readonly string[] = Object.keys(kinds);

/** Opens the configured agents, in the order of the configuration. */
export function openAgents(settings: readonly AgentSetting[], probe: Probe, now: () => number = Date.now): Agents {
  const guarded = settings.map((setting) => guardAgent(kinds[setting.kind](setting, probe), now));
  const facts = () => guarded.map(factsOf);
  return {
    all: guarded.map(({ agent }) => agent),
    facts,
    look: async (signal) => {
      await Promise.all(guarded.map((one) => one.look(signal)));
      return facts();
    },
    run: async (name, assignment, context) => {
      const one = guarded.find(({ agent }) => agent.name === name);
      return one ? one.run(assignment, context) : { kind: "unavailable", reason: `no agent ${name} is configured any more` };
    },
  };
}

function factsOf({ agent, seen }: GuardedAgent): AgentFacts {
  const { name, capabilities, languages, needs, costMicros, timeoutSeconds, fallback } = agent;
  const found = seen();
  const lacking = found === null || found.ok ? null : `${found.reason}. ${found.cure}`;
  return { name, capabilities, languages, needs, costMicros, timeoutSeconds, fallback, lacking };
}
