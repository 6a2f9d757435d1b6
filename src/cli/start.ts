import { Command } from "commander";
import type { App } from "../app.ts";
import { type SlackSettings, slackSettingsOf } from "../config/slack.ts";
import { makeClaimCode } from "../orchestrator/claim.ts";
import { exits, type Program, print } from "./program.ts";

/** Activations at once in a process that serves everybody. */
const atOnce = 16;

/** `adjutant start`: carries every task on, and serves the channels that are configured. */
export function startCommand(program: Program): Command {
  return new Command("start")
    .description("run the service: carry every task on, serve the channels that are configured")
    .action(async () => program.exit(await serve(program, true)));
}

/** `adjutant worker`: carries tasks on beside another process that serves the channels. */
export function workerCommand(program: Program): Command {
  return new Command("worker")
    .description("carry tasks on without serving any channel, beside adjutant start")
    .action(async () => program.exit(await serve(program, false)));
}

async function serve(program: Program, withChannels: boolean): Promise<number> {
  const app = await program.open(program.setUp("info"));
  const told = untilTold();
  try {
    const served = withChannels ? await app.serve() : [];
    const worker = await app.work({ only: null, atOnce });
    for (const line of describe(app, withChannels)) print(program.stdout, line);
    if (withChannels) await tellClaimCode(program, app);
    app.log.info({ owner: app.engine.owner }, "at work");
    await told;
    app.log.info({}, "leaving; what runs is interrupted and goes on with the next start");
    for (const one of served) await one.stop();
    await worker.stop();
  } finally {
    await app.close();
  }
  return exits.completed;
}

function describe({ config, secrets, engine, procedures }: App, withChannels: boolean): readonly string[] {
  const database = secrets.token("DATABASE_URL") === null ? `embedded, in ${config.home}` : "DATABASE_URL";
  return [
    `Configuration  ${config.file ?? `${config.filePath} (not there: defaults)`}`,
    `Database       ${database}`,
    `Sandbox        ${engine.sandbox.name}`,
    `Model          ${config.model?.name ?? "none: procedures work, free-form requests need one (ADJUTANT_MODEL, OPENAI_BASE_URL)"}`,
    `Agents         ${config.agents.map((one) => one.name).join(", ") || "none: implement steps need one (docs/agents.md)"}`,
    `Procedures     ${procedures.map((one) => one.name).join(", ")}`,
    `Channels       ${withChannels ? channels({ config, secrets }) : "none: this is a worker"}`,
  ];
}

function channels({ config, secrets }: Pick<App, "config" | "secrets">): string {
  const settings = slackSettingsOf(config, secrets);
  const slack = settings === null ? [] : [describeSlack(settings, config)];
  const discord = secrets.token("DISCORD_TOKEN") === null ? [] : ["Discord"];
  const served = [...slack, ...discord].join("; ") || "none is configured yet (SLACK_BOT_TOKEN, DISCORD_TOKEN)";
  return `${served}. On this machine: adjutant chat, adjutant run "<request>"`;
}

function describeSlack({ in: place, by }: SlackSettings, { webhookPort }: App["config"]): string {
  const way = by.kind === "socket" ? "Socket Mode" : "signed requests";
  if (place.kind === "token") return `Slack (${way})`;
  const page = place.redirectUrl === null ? `/slack/install of port ${webhookPort}` : new URL("install", place.redirectUrl).href;
  return `Slack (${way}, every workspace that installs it: ${page})`;
}

/** Printed once, on the first start: only its digest is kept. */
async function tellClaimCode({ stdout }: Program, { database }: App): Promise<void> {
  const code = await makeClaimCode(database.db);
  if (code !== null) print(stdout, `\nClaim this installation from Slack or Discord: say "claim ${code}"`);
}

/** Resolves at SIGTERM, SIGINT or SIGHUP. A second Ctrl-C leaves at once. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    let isTold = false;
    const tell = () => {
      if (isTold) process.exit(exits.cancelled);
      isTold = true;
      resolve();
    };
    process
      .on("SIGINT", tell)
      .on("SIGTERM", () => resolve())
      .on("SIGHUP", () => resolve());
  });
}
