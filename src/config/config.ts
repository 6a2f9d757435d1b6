import { join } from "node:path";
import type { Programs } from "../commands/command.ts";
import type { SecretRule } from "../domain/secret.ts";
import { type AgentConfig, agentIssues, agentOf } from "./agents.ts";
import { commandIssues, commandsOf } from "./commands.ts";
import type { Environment } from "./environment.ts";
import { show } from "./field.ts";
import { type FileIssue, parseConfigFile, readConfigText } from "./file.ts";
import type { ConfigFile } from "./file-schema.ts";
import { abbreviateHome, configFileOf, expandHome, homeOf, secretsDirectoryOf } from "./home.ts";
import { roomIssues } from "./rooms.ts";
import { secretIssues, secretRulesOf } from "./secret-rules.ts";
import {
  type ModelConfig,
  modelOf,
  type PolicyConfig,
  policyOf,
  type SandboxConfig,
  type SpaceConfig,
  sandboxOf,
  spaceOf,
} from "./settings.ts";
import { addressOf, portOf, wordOf } from "./variable.ts";

/** Everything an operator chose, checked and frozen. No secrets: they are read apart. */
export type Config = {
  /** The file that was read, or null when there is none. */
  readonly file: string | null;
  /** Where a file is looked for: it governs even before it exists. */
  readonly filePath: string;
  readonly home: string;
  /** Directory with a file per secret; it need not be there. */
  readonly secretsDirectory: string;
  /** Where each secret may go, and how. */
  readonly secretRules: readonly SecretRule[];
  /** Hosts of one's own network, as destinations: those may have private addresses. */
  readonly privateHosts: readonly string[];
  /** Loopback port of console, API and metrics. */
  readonly port: number;
  /** Port of signed platform webhooks. */
  readonly webhookPort: number;
  readonly slackApiUrl: string | null;
  /** The Slack app that workspaces install by OAuth; null: there is one workspace, by its token. */
  readonly slackClientId: string | null;
  /** Where OAuth leads back to; null: to the address the app's own settings name. */
  readonly slackRedirectUrl: string | null;
  readonly discordApiUrl: string | null;
  readonly log: { readonly format: LogFormat | null; readonly level: LogLevel | null };
  /** Null when no model is named: procedures still work. */
  readonly model: ModelConfig | null;
  readonly spaces: readonly SpaceConfig[];
  /** Whom steps may be delegated to. */
  readonly agents: readonly AgentConfig[];
  readonly policy: PolicyConfig;
  /** Further recipes beside the bundled ones, or null. */
  readonly proceduresDirectory: string | null;
  readonly sandbox: SandboxConfig;
  /** Steps of all tasks that one process runs at once. */
  readonly parallelProcess: number;
  /** Programs that steps may run without a shell, beside those Adjutant has a schema for. */
  readonly commands: Programs;
};

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
type LogLevel = (typeof logLevels)[number];
type LogFormat = "json" | "line";

/**
 * Reads and checks everything that configures us: environment over file over defaults. What is wrong is a `config` (or `home`)
 * Problem that says where, what was expected, what was found and what to write instead.
 */
export function readConfig(environment: Environment): Config {
  const filePath = configFileOf(environment);
  const shown = abbreviateHome(filePath, environment.userHome);
  const text = readConfigText(filePath, shown, environment.config !== null);
  const file = text === null ? {} : parseConfigFile(text, shown, (read) => crossCheck(read, environment));
  const policy = policyOf(file);
  return freeze({
    file: text === null ? null : filePath,
    filePath,
    home: homeOf(environment),
    secretsDirectory: secretsDirectoryOf(environment),
    secretRules: secretRulesOf(file),
    privateHosts: file.private_hosts ?? [],
    port: portOf("PORT", environment.port, 3737),
    webhookPort: portOf("WEBHOOK_PORT", environment.webhookPort, 3738),
    slackApiUrl: addressOf("SLACK_API_URL", environment.slackApiUrl),
    slackClientId: environment.slackClientId,
    slackRedirectUrl: addressOf("SLACK_REDIRECT_URL", environment.slackRedirectUrl),
    discordApiUrl: addressOf("DISCORD_API_URL", environment.discordApiUrl),
    log: {
      format: wordOf("ADJUTANT_LOG", environment.log, ["json", "line"]),
      level: wordOf("ADJUTANT_LOG_LEVEL", environment.logLevel, logLevels),
    },
    model: modelOf(file, environment),
    spaces: (file.spaces ?? []).map((space) => spaceOf(space, policy, environment.userHome)),
    agents: (file.agents ?? []).map(agentOf),
    // Where any workspace may install the app, full members of a room that no space has are strangers.
    policy: { ...policy, requesters: policy.requesters ?? (environment.slackClientId === null ? null : []) },
    proceduresDirectory:
      file.procedures?.directory === undefined ? null : join(expandHome(file.procedures.directory, environment.userHome)),
    sandbox: sandboxOf(file),
    parallelProcess: file.parallel?.process ?? 8,
    commands: commandsOf(file.commands),
  });
}

/** What single fields cannot know. */
function crossCheck(file: ConfigFile, environment: Environment): readonly FileIssue[] {
  const issues: FileIssue[] = [];
  const policy = policyOf(file);
  const spaces = file.spaces ?? [];
  issues.push(...thresholdIssues(policy, []));
  spaces.forEach((space, index) => {
    const { name } = space;
    const { thresholds } = spaceOf(space, policy, environment.userHome).policy;
    if (space.thresholds) issues.push(...thresholdIssues({ thresholds }, ["spaces", index]));
    const first = spaces.findIndex((other) => other.name.toLowerCase() === name.toLowerCase());
    if (first < index)
      issues.push({ path: ["spaces", index, "name"], message: `expected a name of its own, got ${show(name)} again. Write another one.` });
  });
  issues.push(...roomIssues(spaces));
  issues.push(...agentIssues(file.agents ?? []), ...commandIssues(file.commands), ...secretIssues(file.secrets ?? {}));
  if (file.model && file.model.name === undefined && environment.model === null) {
    issues.push({
      path: ["model", "name"],
      message: "expected the name of a model, got nothing. Add name: gpt-5-mini, or set ADJUTANT_MODEL.",
    });
  }
  return issues;
}

function thresholdIssues(
  { thresholds: { green, yellow } }: Pick<PolicyConfig, "thresholds">,
  path: FileIssue["path"],
): readonly FileIssue[] {
  const message = `expected a number not above green (${green}), got ${yellow}. Write ${Math.min(0.6, green)}.`;
  return yellow > green ? [{ path: [...path, "thresholds", "yellow"], message }] : [];
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
