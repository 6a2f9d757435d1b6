import { statSync } from "node:fs";
import { type ChannelOptions, openAdapters } from "./adapters/index.ts";
import { openAgents } from "./agents/index.ts";
import { findChecks } from "./checks/index.ts";
import { openCommands } from "./commands/index.ts";
import type { Config } from "./config/config.ts";
import { spaceOfRoom } from "./config/rooms.ts";
import { limitsOf, type SpaceConfig } from "./config/settings.ts";
import { slackSettingsOf } from "./config/slack.ts";
import type { CheckCommand } from "./domain/check-command.ts";
import type { Kinds } from "./domain/kind.ts";
import { groupsNamed, type Policy } from "./domain/policy.ts";
import { Problem } from "./domain/problem.ts";
import type { Purse } from "./domain/purse.ts";
import { saySecret, withSecretPlaces } from "./domain/secret.ts";
import type { Task } from "./domain/task.ts";
import { makeDirectory } from "./host/directory.ts";
import type { PricedModel } from "./model/model.ts";
import { type Serving, serveChannel } from "./orchestrator/channel.ts";
import { probeIn } from "./orchestrator/effects/grant.ts";
import type { Engine } from "./orchestrator/engine.ts";
import type { Rooms } from "./orchestrator/membership.ts";
import { createMergeLine } from "./orchestrator/merge-line.ts";
import { nameHost, nameOwner } from "./orchestrator/owner.ts";
import { createSlots, slotsOf } from "./orchestrator/slots.ts";
import { startWorker, type Worker, type WorkerOptions } from "./orchestrator/worker.ts";
import { missingParameters } from "./procedures/interview.ts";
import { matchProcedure } from "./procedures/match.ts";
import type { Procedure } from "./procedures/procedure.ts";
import { directoriesWith, readProcedures } from "./procedures/read.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { agentsWith, type Setup } from "./setup.ts";
import { stepKinds } from "./steps/index.ts";
import { knownPrograms } from "./steps/programs.ts";
import { rulesOf } from "./steps/rules.ts";
import { type AuditTrail, openTrail } from "./store/audit/trail.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { readFact } from "./store/installation.ts";
import { openInstallations } from "./store/installations.ts";
import type { Reader } from "./store/transaction.ts";
import { createThinker } from "./thinking/index.ts";
import type { ModelMind } from "./thinking/model-thinker.ts";
import type { RecipeBook } from "./thinking/recipe-thinker.ts";
import { createVerifier } from "./verification/verifier.ts";
import { openAttachments } from "./workspace/attachments.ts";
import { openFiles } from "./workspace/files.ts";
import { openWorkspaces } from "./workspace/opening.ts";
import { createSetups } from "./workspace/readiness.ts";
import { baseOf, diffOf } from "./workspace/sight.ts";
import type { Workspaces } from "./workspace/workspace.ts";

/** The whole program, put together. */
export type App = Setup & {
  readonly database: Database;
  readonly engine: Engine;
  readonly procedures: readonly Procedure[];
  /** Refuses a request that names a parameter its procedure does not have: a Problem before anything is asked. */
  checkRequest(text: string): void;
  work(options: WorkerOptions): Promise<Worker>;
  /** Serves every channel that is configured, or waits to. A channel that cannot be served is a Problem. */
  serve(): Promise<readonly Serving[]>;
  close(): Promise<void>;
};

/** Opens the database and everything above it. */
export async function openApp(setup: Setup): Promise<App> {
  const { config, secrets, places, governing, log } = setup;
  const sandbox = await setup.sandbox();
  const exact = config.spaces.flatMap(({ checks }) => (checks ?? []).map(({ argv }) => argv));
  const commands = openCommands({ programs: config.commands, find: sandbox.programs, exact });
  const kinds = rulesOf(stepKinds, commands);
  const procedures = await readProcedures(directoriesWith(config.proceduresDirectory), kinds);
  const database = await openDatabase({ databaseUrl: secrets.token("DATABASE_URL"), home: config.home });
  const { workspaces: root, artifacts, empty: emptySource } = places;
  const workspaces = openWorkspaces({ root, artifacts, account: sandbox.account, governing, empty: emptySource });
  await makeDirectory(emptySource).catch((error: unknown) => {
    throw new Problem("home", `ADJUTANT_HOME (${places.home}) cannot be made or written to: choose another directory`, error);
  });
  const host = nameHost(places.home);
  const audit = await openAudit(setup, database);
  const agents = openAgents(agentsWith(config, setup.secretFacts), probeIn(sandbox, setup.secretFacts, emptySource));
  const mind = setup.model ? mindOf(setup, setup.model, procedures, workspaces, { sandbox, commands, agents }) : null;
  const engine: Engine = {
    db: database.db,
    policy: (db, space) => policyOf(setup, db, space),
    kinds,
    stepKinds,
    commands,
    thinker: createThinker(bookOpener(setup, kinds, procedures), mind),
    agents,
    secrets: setup.secretFacts,
    agentSlots: slotsOf(agents.all),
    workspaces,
    mergeLine: createMergeLine(),
    ...judgesOf(setup, sandbox, workspaces),
    attachments: openAttachments(places.attachments),
    emptySource,
    sandbox,
    sandboxLimits: limitsOf(config.sandbox),
    slots: createSlots(config.parallelProcess),
    outbound: setup.outbound,
    audit,
    log,
    owner: nameOwner(host),
    host,
  };
  return {
    ...setup,
    database,
    engine,
    procedures,
    checkRequest: (text) => {
      const match = matchProcedure(text, procedures);
      if (match) missingParameters(match.procedure, match.parameters);
    },
    work: (options) => startWorker(engine, database.sql, options),
    serve: () => serveChannels(setup, engine, database),
    close: database.close,
  };
}

async function serveChannels(setup: Setup, engine: Engine, { sql }: Database): Promise<readonly Serving[]> {
  const rooms = roomsOf(setup);
  const served: Serving[] = [];
  try {
    for (const adapter of await openAdapters(await channelsOf(setup, engine))) served.push(await serveChannel(engine, sql, adapter, rooms));
    return served;
  } catch (error) {
    for (const one of served) await one.stop();
    throw error;
  }
}

/** What tasks asked for in a room start from. A space whose directory is not there is a Problem now, not when somebody asks. */
function roomsOf({ config: { spaces, policy }, sourceOf }: Setup): Rooms {
  const bound = spaces.filter(({ rooms }) => rooms.length > 0);
  const sources = new Map(bound.map(({ name, path }) => [name, sourceOf(path)]));
  return {
    settingOf: (address) => {
      const space = spaceOfRoom(bound, address);
      if (space === null) return { space: null, source: null, workspace: null, autonomy: null };
      return { space: space.name, source: sources.get(space.name) ?? null, workspace: space.workspace, autonomy: space.autonomy };
    },
    namesOf: (space) => bound.filter(({ name }) => space === null || name === space).flatMap(({ rooms }) => rooms),
    namedGroups: groupsNamed([policy, ...spaces.map((space) => space.policy)]),
  };
}

/** What each channel is given; what is not configured is not served. */
async function channelsOf(setup: Setup, { db }: Engine): Promise<ChannelOptions> {
  const token = setup.secrets.token("DISCORD_TOKEN");
  const discord = token === null ? null : { token, apiUrl: setup.config.discordApiUrl };
  return { slack: await slackOf(setup, db), discord };
}

async function slackOf({ config, secrets, places }: Setup, db: Engine["db"]): Promise<ChannelOptions["slack"]> {
  const settings = slackSettingsOf(config, secrets);
  if (settings === null) return null;
  const { slackApiUrl: apiUrl, webhookPort: port } = config;
  const common = { apiUrl, by: settings.by.kind === "socket" ? settings.by : { ...settings.by, port } };
  if (settings.in.kind === "token") return { ...common, in: settings.in };
  const key = { file: places.tokenKey, given: secrets.token("ADJUTANT_TOKEN_KEY") };
  return { ...common, in: { ...settings.in, port, store: await openInstallations(db, "slack", key) } };
}

/** A process that may not write the audit ends here, and leaves the database as every other does. */
async function openAudit({ places, secrets, log }: Setup, { db, close }: Database): Promise<AuditTrail> {
  const where = { file: places.auditKey, given: secrets.token("ADJUTANT_AUDIT_KEY"), headsDirectory: places.auditHeads };
  const complain = (error: unknown) => log.error({ err: error }, "a head of the audit could not be written; the next one covers it");
  return openTrail(db, where, complain).catch(async (error: unknown) => {
    await close();
    throw error;
  });
}

/** What makes workspaces ready and checks them, with what each space says of it. */
function judgesOf(
  { config, places, outbound, secretFacts }: Setup,
  sandbox: Sandbox,
  workspaces: Workspaces,
): Pick<Engine, "setups" | "verifier"> {
  const ground = { workspaces, sandbox, limits: limitsOf(config.sandbox) };
  const specOf = (space: string | null) => {
    const spec = spaceNamed(config, space)?.setup ?? null;
    return spec && withSecretPlaces(spec, secretFacts);
  };
  const setups = createSetups({ ...ground, root: places.workspaces, cache: places.setups, specOf });
  const checksOf = (space: string | null) => spaceNamed(config, space)?.checks ?? null;
  return { setups, verifier: createVerifier({ ...ground, setups, outbound, checksOf }) };
}

/** The recipes as they are on disk now. One that is being edited and cannot be read leaves those read last in force. */
function bookOpener({ config, log }: Setup, kinds: Kinds, first: readonly Procedure[]): () => Promise<RecipeBook> {
  let procedures = first;
  return async () => {
    procedures = await readProcedures(directoriesWith(config.proceduresDirectory), kinds).catch((error: unknown) => {
      log.warn({ err: error }, "the procedures cannot be read; those read before stay in force");
      return procedures;
    });
    return { procedures, checksOf: (task) => checksOf(config, task), baseOf };
  };
}

function mindOf(
  { config, secretFacts }: Setup,
  model: PricedModel,
  procedures: readonly Procedure[],
  workspaces: Workspaces,
  { sandbox, commands, agents }: Pick<Engine, "sandbox" | "commands" | "agents">,
): (purse: Purse) => ModelMind {
  const known = {
    standing: {
      procedures: procedures.map(({ name, purpose }) => ({ name, purpose })),
      binaries: sandbox.programs(knownPrograms),
      commands: commands.list,
      stepKinds: stepKinds.map(({ name, purpose, delegates = false }) => ({ name, purpose, delegates })),
      secrets: secretFacts.filter(({ lacking }) => lacking === null).map(saySecret),
    },
    agentsOf: (signal: AbortSignal) => agents.look(signal),
    spaces: config.spaces.map((space) => space.name),
    baseOf,
    diffOf: (task: Task) => diffOf(task, workspaces),
  };
  return (purse) => ({ ...known, model: model.paidFrom(purse) });
}

function spaceNamed({ spaces }: Config, name: string | null): SpaceConfig | null {
  return spaces.find((one) => one.name === name) ?? null;
}

async function checksOf(config: Config, { space, place }: Task): Promise<readonly CheckCommand[]> {
  const named = spaceNamed(config, space)?.checks;
  return named ?? (place.source === null ? [] : findChecks(openFiles(place.source)));
}

/** The policy of a space, or of tasks without one. A space that is not configured any more has the installation's. */
async function policyOf({ config, places }: Setup, db: Reader, space: string | null): Promise<Policy> {
  const owner = await readFact(db, "owner");
  const { policy } = config.spaces.find((one) => one.name === space) ?? config;
  return { ...policy, owner: typeof owner === "string" ? owner : null, operator: `terminal:${statSync(places.home).uid}` };
}
