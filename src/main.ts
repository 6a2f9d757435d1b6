import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { openApp } from "./app.ts";
import { agentsCommand } from "./cli/agents.ts";
import { answerCommand } from "./cli/answer.ts";
import { auditCommand } from "./cli/audit.ts";
import { changeCommand } from "./cli/change.ts";
import { chatCommand } from "./cli/chat.ts";
import { approveCommand, rejectCommand } from "./cli/decide.ts";
import { discordCommand } from "./cli/discord.ts";
import { doctorCommand } from "./cli/doctor.ts";
import { exportCommand } from "./cli/export.ts";
import { grantsCommand } from "./cli/grants.ts";
import { guardStream } from "./cli/guarded-stream.ts";
import { linkCommand } from "./cli/link.ts";
import { migrateCommand } from "./cli/migrate.ts";
import { exits, type Program, print } from "./cli/program.ts";
import { retryCommand } from "./cli/retry.ts";
import { runCommand } from "./cli/run.ts";
import { sandboxCommand } from "./cli/sandbox-command.ts";
import { showCommand } from "./cli/show.ts";
import { slackCommand } from "./cli/slack.ts";
import { startCommand, workerCommand } from "./cli/start.ts";
import { cancelCommand, pauseCommand, resumeCommand } from "./cli/steer.ts";
import { tasksCommand } from "./cli/tasks.ts";
import { redactionsIn } from "./config/secrets.ts";
import { Problem, type ProblemCode } from "./domain/problem.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { createRedactor } from "./outbound/redactor.ts";
import { setUp } from "./setup.ts";

/** Problems of what was typed or configured; the rest is ours or the machine's (domain/problem.ts). */
const usageCodes: readonly ProblemCode[] = ["usage", "config", "home", "database", "directory", "procedure", "channel"];

/** In the order in which help lists them. */
const commands = [
  ...[startCommand, workerCommand, chatCommand, runCommand],
  ...[tasksCommand, showCommand, approveCommand, changeCommand, rejectCommand, answerCommand, grantsCommand],
  ...[cancelCommand, pauseCommand, resumeCommand, retryCommand, exportCommand, auditCommand],
  ...[doctorCommand, agentsCommand, linkCommand, migrateCommand, slackCommand, discordCommand, sandboxCommand],
];

let ended: number | null = null;
/** Until it is known what is configured, what the environment says is kept back. */
let outbound = createOutbound({ redact: createRedactor(redactionsIn(process.env)) });
for (const stream of [process.stdout, process.stderr]) guardStream(stream, (text) => outbound.redact(text));
const program: Program = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  setUp: (level) => {
    const setup = setUp(process.env, level);
    outbound = setup.outbound;
    return setup;
  },
  open: openApp,
  exit: (code) => {
    ended ??= code;
  },
};

/** A reader that went away (`| head`) is no fault of ours. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // EIO: the terminal was closed under us; what is left to do is to leave in order.
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
});

await build(program)
  .parseAsync(process.argv)
  .catch((error: unknown) => program.exit(explain(error)));
await Promise.all([flush(process.stdout), flush(process.stderr)]);
process.exit(ended ?? exits.completed);

function build(given: Program): Command {
  const root = new Command("adjutant")
    .description("a self-hosted teammate: asks, plans, runs what was approved in a sandbox, checks it, and reports")
    .version(versionOf(new URL("../package.json", import.meta.url)))
    .exitOverride()
    // Options of a command stand behind its name; what `sandbox` runs keeps its own.
    .enablePositionalOptions()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true);
  for (const command of commands) root.addCommand(command(given).copyInheritedSettings(root));
  return root;
}

function versionOf(manifest: URL): string {
  return String(JSON.parse(readFileSync(manifest, "utf8")).version);
}

/** A line for people for each thing that is wrong; returns the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exits.completed;
    // `adjutant` alone: the help was printed.
    if (error.code === "commander.help") return exits.usage;
    print(process.stderr, outbound.text(`adjutant: ${sayUsage(error.message)}`));
    return exits.usage;
  }
  if (error instanceof Problem) {
    for (const line of error.message.split("\n")) print(process.stderr, outbound.text(`adjutant: ${line}`));
    return usageCodes.includes(error.code) ? exits.usage : exits.failed;
  }
  const message = error instanceof Error ? error.message : String(error);
  print(process.stderr, outbound.text(`adjutant: ${message.split("\n")[0]} (unexpected; ADJUTANT_LOG_LEVEL=debug tells more)`));
  if (process.env["ADJUTANT_LOG_LEVEL"] === "debug" && error instanceof Error) print(process.stderr, outbound.text(error.stack ?? ""));
  return exits.failed;
}

function sayUsage(message: string): string {
  const text = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  return `${text}${/[.)?]$/.test(text) ? "" : "."} See adjutant --help.`;
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
