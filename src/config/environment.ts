import { homedir } from "node:os";

/** The variables that configure us, as they are set; an empty one counts as not set. Secrets are read by `readSecrets`. */
export type Environment = {
  readonly home: string | null;
  readonly config: string | null;
  readonly secretsDir: string | null;
  readonly port: string | null;
  readonly webhookPort: string | null;
  readonly model: string | null;
  readonly openaiBaseUrl: string | null;
  readonly slackApiUrl: string | null;
  readonly slackClientId: string | null;
  readonly slackRedirectUrl: string | null;
  readonly discordApiUrl: string | null;
  readonly log: string | null;
  readonly logLevel: string | null;
  readonly xdgStateHome: string | null;
  readonly xdgConfigHome: string | null;
  readonly userHome: string;
  /** Whether we run as root, whose places are others. */
  readonly root: boolean;
};

/** Takes what concerns us out of a process's environment (architecture: names that stay fixed). Nothing is checked here. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, root: boolean = process.geteuid?.() === 0): Environment {
  const value = (name: string) => env[name]?.trim() || null;
  const directory = (name: string) => (value(name)?.startsWith("/") ? value(name) : null);
  return {
    home: value("ADJUTANT_HOME"),
    config: value("ADJUTANT_CONFIG"),
    secretsDir: value("ADJUTANT_SECRETS_DIR"),
    port: value("PORT"),
    webhookPort: value("WEBHOOK_PORT"),
    model: value("ADJUTANT_MODEL"),
    openaiBaseUrl: value("OPENAI_BASE_URL"),
    slackApiUrl: value("SLACK_API_URL"),
    slackClientId: value("SLACK_CLIENT_ID"),
    slackRedirectUrl: value("SLACK_REDIRECT_URL"),
    discordApiUrl: value("DISCORD_API_URL"),
    log: value("ADJUTANT_LOG"),
    logLevel: value("ADJUTANT_LOG_LEVEL"),
    // A relative one is to be ignored (XDG base directory specification).
    xdgStateHome: directory("XDG_STATE_HOME"),
    xdgConfigHome: directory("XDG_CONFIG_HOME"),
    userHome: directory("HOME") ?? homedir(),
    root,
  };
}
