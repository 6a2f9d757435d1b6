import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { makeHome } from "../fixtures/program.ts";
import { findProcesses, uniqueSleep } from "../sandbox/scene.ts";

type Env = Readonly<Record<string, string>>;

/** A database, a home and one recipe of this test's own; gone after it. The URL is null where the home has its own database. */
export type Ground = { readonly env: Env; readonly home: string; readonly url: string | null };

/** What is special about it: its database (else a fresh one on the test run's server), and lines of its configuration. */
type Special = { readonly url?: string | null; readonly settings?: string };

export async function prepareGround(recipe: string, special: Special = {}): Promise<Ground> {
  const { url = (await makeDatabase()).url, settings = "" } = special;
  const home = await makeHome();
  const config = await mkdtemp(join(tmpdir(), "adjutant-recipes-"));
  await mkdir(join(config, "recipes"));
  await writeFile(join(config, "recipes", "recipe.yaml"), `name: recipe\n${recipe}`);
  await writeFile(join(config, "adjutant.yaml"), `${settings}\nprocedures:\n  directory: ${join(config, "recipes")}\n`);
  onTestFinished(async () => {
    for (const directory of [home, config]) await rm(directory, { recursive: true, force: true });
  });
  const env = { ADJUTANT_HOME: home, HOME: home, ADJUTANT_LOG_LEVEL: "error", ...(url === null ? {} : { DATABASE_URL: url }) };
  return { env: { ...env, ADJUTANT_CONFIG: join(config, "adjutant.yaml") }, home, url };
}

async function makeDatabase(): Promise<TestDatabase> {
  const server = await servers[0]?.start();
  if (!server) throw new Error("no server");
  const database = await server.database();
  onTestFinished(() => database.drop());
  return database;
}

/** One step that sleeps in a tree of processes, for a day and a bit; `processes` finds what is left of it on this machine. */
export function napRecipe(): { readonly recipe: string; processes(): Promise<readonly number[]> } {
  const duration = uniqueSleep();
  const recipe = `
title: A nap
purpose: sleeps
triggers: [take a nap]
headline: nap
workspace: copy
criteria:
  - { id: c1, text: it slept, must: true }
steps:
  - { id: nap, title: nap, kind: shell, input: { command: "sleep ${duration} & (sleep ${duration}; true); wait" }, criteria: [c1] }
`;
  return { recipe, processes: () => findProcesses(`sleep\0${duration}`) };
}
