import type { Needs } from "../domain/needs.ts";
import { show } from "./field.ts";
import type { FileIssue } from "./file.ts";
import type { ConfigFile } from "./file-schema.ts";

/** Somebody steps may be delegated to, in the shape of the agent axis. */
export type AgentConfig = {
  readonly name: string;
  readonly kind: "command";
  readonly command: readonly [string, ...string[]];
  readonly version: readonly string[] | null;
  readonly capabilities: readonly string[];
  readonly languages: readonly string[];
  readonly needs: Needs;
  readonly timeoutSeconds: number;
  /** Micro-dollars for one assignment; null is "not metered", never $0 (product: 2.9). */
  readonly costMicros: number | null;
  readonly concurrency: number;
  readonly fallback: readonly string[];
};

type AgentInFile = NonNullable<ConfigFile["agents"]>[number];

/** Where the prompt goes in a command, unless it goes to standard input. */
const promptMark = "{{prompt}}";
const defaultMinutes = 30;

/** An agent with everything the file left open. */
export function agentOf(agent: AgentInFile): AgentConfig {
  return {
    name: agent.name,
    kind: agent.kind ?? "command",
    command: agent.command,
    version: agent.version ?? null,
    capabilities: agent.capabilities ?? [],
    languages: agent.languages ?? [],
    needs: { writes: [], network: agent.network ?? [], secrets: agent.secrets ?? [], hostPaths: [] },
    timeoutSeconds: Math.max(1, Math.round((agent.timeout_minutes ?? defaultMinutes) * 60)),
    costMicros: agent.cost === undefined ? null : Math.round(agent.cost * 1_000_000),
    concurrency: agent.concurrency ?? 1,
    fallback: agent.fallback ?? [],
  };
}

/** What single fields of agents cannot know: names of their own, fallbacks that exist, a prompt that goes one way. */
export function agentIssues(agents: readonly AgentInFile[]): readonly FileIssue[] {
  const names = agents.map(({ name }) => name);
  return agents.flatMap((agent, index) => [
    ...(names.indexOf(agent.name) < index
      ? [issue(index, ["name"], `expected a name of its own, got ${show(agent.name)} again. Write another one.`)]
      : []),
    ...(agent.fallback ?? []).flatMap((name, at) =>
      fallbackIssues(agent.name, name, names).map((text) => issue(index, ["fallback", at], text)),
    ),
    ...promptIssues(agent).map((text) => issue(index, ["command"], text)),
  ]);
}

function issue(index: number, path: readonly (string | number)[], message: string): FileIssue {
  return { path: ["agents", index, ...path], message };
}

function fallbackIssues(own: string, name: string, names: readonly string[]): readonly string[] {
  const others = names.filter((one) => one !== own);
  if (others.includes(name)) return [];
  const cure = others.length > 0 ? `Write one of ${others.join(", ")}.` : "Remove it: there is no other agent.";
  return [`expected the name of another agent, got ${show(name)}. ${cure}`];
}

/** A prompt inside a longer word could become syntax of whatever reads the word. */
function promptIssues({ command, prompt }: AgentInFile): readonly string[] {
  const marked = command.filter((word) => word.includes(promptMark));
  const broken = marked.find((word) => word !== promptMark) ?? (command[0] === promptMark ? command[0] : undefined);
  if (broken !== undefined) return [`expected ${promptMark} as an argument of its own, got ${show(broken)}. Write "${promptMark}" apart.`];
  if (marked.length > 1) return [`expected ${promptMark} once, got it ${marked.length} times. Leave one.`];
  if (prompt === "argument" && marked.length === 0)
    return [`expected "${promptMark}" among the arguments, got none. Add it where the prompt belongs, or write prompt: stdin.`];
  if (prompt === "stdin" && marked.length === 1)
    return [`expected no ${promptMark}, because the prompt comes on stdin, got it. Remove it, or write prompt: argument.`];
  return [];
}
