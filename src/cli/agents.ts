import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { sayNeeds } from "../domain/need-table.ts";
import { money } from "../domain/report.ts";
import type { Setup } from "../setup.ts";
import { exits, type Program, print } from "./program.ts";

type Survey = Awaited<ReturnType<Setup["agents"]>>;
type Configured = Survey["configured"][number];

/** How long all of them together may take to answer. */
const patienceMs = 60_000;

/** `adjutant agents`: whom work can be delegated to. */
export function agentsCommand(program: Program): Command {
  return new Command("agents")
    .description("list whom work can be delegated to, whether they can be used, and coding agents that are found but not configured")
    .option("--json", "print one JSON object")
    .action(async ({ json = false }: { json?: boolean }) => program.exit(await list(program, json)));
}

async function list(program: Program, json: boolean): Promise<number> {
  const setup = program.setUp("warn");
  const survey = await lookAround(setup);
  const told = json ? JSON.stringify(jsonOf(survey), null, 2) : linesOf(survey).join("\n");
  print(program.stdout, setup.outbound.text(told));
  return exits.completed;
}

/** Looks at everybody, in the sandbox, in an empty directory that goes again. */
export async function lookAround(setup: Setup): Promise<Survey> {
  const directory = mkdtempSync(join(tmpdir(), "adjutant-agents-"));
  try {
    await chmod(directory, 0o755);
    return await setup.agents(directory, AbortSignal.timeout(patienceMs));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function jsonOf({ configured, known }: Survey) {
  const agents = configured.map(({ agent, found }) => {
    const { name, kind, capabilities, languages, needs, costMicros, concurrency, fallback } = agent;
    return { name, kind, capabilities, languages, needs, costMicros, concurrency, fallback, ...found };
  });
  return { agents, known };
}

function linesOf({ configured, known }: Survey): readonly string[] {
  const none = "No agent is configured: docs/agents.md says how, adjutant.example.yaml names every key.";
  return [
    ...(configured.length === 0 ? [none] : configured.flatMap(describe)),
    ...known.map(({ name, path, version }) => `– ${name} is on this machine (${version ?? path}) and not configured`),
  ];
}

function describe({ agent, found }: Configured): readonly string[] {
  const { name, kind, languages, capabilities, needs, costMicros, fallback } = agent;
  const facts = [
    found.ok && found.version !== null ? found.version : kind,
    ...[...languages, ...capabilities],
    costMicros === null ? "not metered" : `about ${money(costMicros)} an assignment`,
    ...sayNeeds(needs),
    ...(fallback.length > 0 ? [`then ${fallback.join(", ")}`] : []),
  ];
  const line = `${found.ok ? "✓" : "✗"} ${name}: ${facts.join(" · ")}`;
  return found.ok ? [line] : [line, `  ${found.reason}. ${found.cure}`];
}
