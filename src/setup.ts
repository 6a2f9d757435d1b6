import type { Examined } from "./adapters/adapter.ts";
import { examineAdapters } from "./adapters/index.ts";
import { openAgents } from "./agents/index.ts";
import { type Survey, surveyAgents } from "./agents/survey.ts";
import type { AgentConfig } from "./config/agents.ts";
import { type Config, readConfig } from "./config/config.ts";
import { readEnvironment } from "./config/environment.ts";
import { type Layout, layout } from "./config/home.ts";
import { secretFactsOf } from "./config/secret-rules.ts";
import { readSecrets, type Secrets } from "./config/secrets.ts";
import type { Channel, Principal } from "./domain/principal.ts";
import { type SecretFacts, withSecretPlaces } from "./domain/secret.ts";
import { createEgress } from "./egress/egress.ts";
import { openNetwork } from "./egress/networked-sandbox.ts";
import { internet, type World } from "./egress/world.ts";
import { terminalPrincipal } from "./host/principal.ts";
import type { PricedModel } from "./model/model.ts";
import { openModel } from "./model/openai/model.ts";
import { probeIn } from "./orchestrator/effects/grant.ts";
import { createOutbound, type Outbound } from "./outbound/outbound.ts";
import { createLearningRedactor } from "./outbound/redactor.ts";
import { chooseSandbox, probeSandboxes } from "./sandbox/index.ts";
import type { Probe, Sandbox } from "./sandbox/sandbox.ts";
import { createLog, type Log, logFormat } from "./telemetry/log.ts";
import { guardModel } from "./thinking/guarded-model.ts";
import { assertOutside, realDirectory } from "./workspace/governing.ts";
import { lenderOf } from "./workspace/place.ts";

/** What was configured, before anything is opened. Enough for commands that touch no task. */
export type Setup = {
  readonly config: Config;
  readonly secrets: Secrets;
  /** What steps may know of them. */
  readonly secretFacts: readonly SecretFacts[];
  readonly places: Layout;
  /** What no source and no grant may contain or lie in: home, configuration, secrets. */
  readonly governing: readonly string[];
  readonly outbound: Outbound;
  readonly log: Log;
  /** The operating-system user who runs this process: the terminal's principal. */
  readonly me: Principal;
  /** The directory as a task's source: real, and with nothing in or around it that governs. Throws a Problem. */
  sourceOf(directory: string): string;
  /** A sandbox that refuses everything that governs, and opens to each run the network that was approved for it. */
  sandbox(): Promise<Sandbox>;
  /** What this machine could enforce, by every backend there is. */
  sandboxes(): Promise<readonly Probe[]>;
  /** Whom work can be delegated to, looked at in the sandbox in an empty directory of the caller's. */
  agents(directory: string, signal: AbortSignal): Promise<Survey>;
  /** What the platforms say of the channels' tokens, asked now. */
  channels(): AsyncIterable<Examined & { readonly channel: Channel }>;
  /** The model, or null when none is configured. */
  readonly model: PricedModel | null;
};

/**
 * Reads configuration and secrets; touches nothing. Throws a Problem for what cannot be read. `world` is what steps with a network
 * reach: the internet.
 */
export function setUp(env: NodeJS.ProcessEnv, level: "warn" | "info", world: World = internet): Setup {
  const config = readConfig(readEnvironment(env));
  const secrets = readSecrets(env, config.secretsDirectory);
  const places = layout(config.home);
  const outbound = createOutbound(createLearningRedactor(secrets.redactions()));
  const format = logFormat(config.log.format, process.stderr.isTTY);
  const log = createLog({ level: config.log.level ?? level, format, redact: (text) => outbound.text(text) });
  const governing = [config.home, config.filePath, config.secretsDirectory];
  const facts = secretFactsOf(config.secretRules, secrets);
  const egress = createEgress({ world, secrets: { rules: config.secretRules, value: secrets.value }, privateHosts: config.privateHosts });
  const { backend, docker } = config.sandbox;
  const told = { governed: governing, lent: lenderOf(places.workspaces, places.empty), docker };
  const sandbox = async () => openNetwork(await chooseSandbox(backend, told), egress);
  return {
    config,
    secrets,
    secretFacts: facts,
    places,
    governing,
    outbound,
    log,
    me: terminalPrincipal(),
    sourceOf: (directory) => {
      const real = realDirectory(directory);
      assertOutside(governing, real);
      return real;
    },
    sandbox,
    sandboxes: () => probeSandboxes(told),
    agents: async (directory, signal) => {
      const probe = probeIn(await sandbox(), facts, directory);
      return surveyAgents(openAgents(agentsWith(config, facts), probe).all, probe, env["PATH"] ?? "", signal);
    },
    channels: () => {
      const [botToken, appToken] = [secrets.token("SLACK_BOT_TOKEN"), secrets.token("SLACK_APP_TOKEN")];
      const token = secrets.token("DISCORD_TOKEN");
      const discord = token === null ? null : { token, apiUrl: config.discordApiUrl };
      return examineAdapters({ slack: { botToken, appToken, apiUrl: config.slackApiUrl }, discord });
    },
    model: modelOf(config, secrets, outbound),
  };
}

/** Agents with the places that their secrets go to among their needs. */
export function agentsWith({ agents }: Config, facts: readonly SecretFacts[]): readonly AgentConfig[] {
  return agents.map((agent) => ({ ...agent, needs: withSecretPlaces(agent.needs, facts) }));
}

function modelOf({ model }: Config, secrets: Secrets, outbound: Outbound): PricedModel | null {
  if (model === null) return null;
  return guardModel(openModel({ ...model, model: model.name, apiKey: secrets.token("OPENAI_API_KEY") }), outbound);
}
