import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { nothing } from "../domain/needs.ts";
import type { Agent, Availability, Probe } from "./agent.ts";

/** Who there is: those that are configured, as they were found now, and coding agents of this machine that are not. */
export type Survey = {
  readonly configured: readonly { readonly agent: Agent; readonly found: Availability }[];
  readonly known: readonly KnownAgent[];
};

/** A coding agent that was found by its name. Nothing is delegated to it until it is configured. */
type KnownAgent = {
  readonly name: string;
  /** Where it lies on this machine. */
  readonly path: string;
  /** What it said in the sandbox; null: the sandbox does not show it, or it said nothing. */
  readonly version: string | null;
};

/** Command-line coding agents that are looked for (product: 2.6). */
const knownNames = ["claude", "codex", "gemini", "opencode", "qwen", "aider", "goose"] as const;

/** Looks at everybody. Finding on `path` (a search path) is a look at files; programs run in the sandbox only. */
export async function surveyAgents(agents: readonly Agent[], probe: Probe, path: string, signal: AbortSignal): Promise<Survey> {
  const configured = await Promise.all(agents.map(async (agent) => ({ agent, found: await agent.available(signal) })));
  const known = await Promise.all(knownNames.map((name) => findKnown(name, probe, path, signal)));
  return { configured, known: known.flatMap((one) => one ?? []) };
}

async function findKnown(name: string, probe: Probe, path: string, signal: AbortSignal): Promise<KnownAgent | null> {
  const found = await findProgram(name, path);
  if (found === null) return null;
  const result = await probe({ argv: [name, "--version"] }, nothing, signal);
  const said = result.kind === "exited" && result.exitCode === 0 ? result.output.text.trim().split("\n")[0] : "";
  return { name, path: found, version: said || null };
}

/** The first program of this name on a search path. Relative directories are nobody's business. */
async function findProgram(name: string, path: string): Promise<string | null> {
  for (const directory of path.split(":").filter(isAbsolute)) {
    const candidate = join(directory, name);
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
