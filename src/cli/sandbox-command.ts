import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { limitsOf } from "../config/settings.ts";
import { splitDestinations } from "../domain/destination.ts";
import { Problem } from "../domain/problem.ts";
import { secretErrors, withSecretPlaces } from "../domain/secret.ts";
import type { Setup } from "../setup.ts";
import { exits, type Program } from "./program.ts";
import { runSandboxCommand } from "./sandbox.ts";

type SandboxOptions = {
  readonly workspace?: string;
  readonly write?: readonly string[];
  readonly network?: readonly string[];
  readonly secret?: readonly string[];
  readonly env?: readonly string[];
  readonly timeout?: number;
  readonly limit?: readonly string[];
};

/** `adjutant sandbox … -- COMMAND`: one command in the product's own sandbox, the same code path as a step. */
export function sandboxCommand(program: Program): Command {
  return new Command("sandbox")
    .description("run one command in the sandbox, output and exit code passed through (125: no sandbox, 124: ended by a limit)")
    .argument("<command...>", "the command and its arguments, after --")
    .option("--workspace <directory>", "shown read-only as /workspace (default: the current directory)")
    .option("--write <path>", "a path of the workspace that it may write, `.` for all of it; may be repeated", gather())
    .option("--network <hosts>", "[METHOD,… ]host[:port][/path/*],… that it may send to", gather(splitDestinations))
    .option("--secret <name>", "a secret that is sent where its configuration says, and only there; may be repeated", gather())
    .option("--env <K=V>", "a variable of its environment; may be repeated", gather())
    .option("--timeout <seconds>", "longest time", seconds)
    .option(
      "--limit <name=value>",
      "cpu, memory, tree-memory, file, written, written-files, processes, open-files, output or output-kill; may be repeated",
      gather(),
    )
    .passThroughOptions()
    .action(async (command: string[], options: SandboxOptions) => program.exit(await sandbox(program, command, options)));
}

async function sandbox(program: Program, [first, ...rest]: readonly string[], options: SandboxOptions): Promise<number> {
  if (first === undefined) throw new Problem("usage", "sandbox: no command. Write it after --.");
  const { write: writes = [], env = [], limit: limits = [], timeout: timeoutSeconds } = options;
  const setup = program.setUp("warn");
  const { network, secrets } = reached(options, setup);
  const interrupted = new AbortController();
  const stop = () => (interrupted.signal.aborted ? process.exit(exits.cancelled) : interrupted.abort());
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const workspace = resolve(options.workspace ?? ".");
  const set = limitsOf(setup.config.sandbox);
  const deps = { sandbox: await setup.sandbox(), limits: set, stdout: program.stdout, stderr: program.stderr, signal: interrupted.signal };
  return runSandboxCommand({ workspace, writes, network, secrets, env, limits, timeoutSeconds, command: [first, ...rest] }, deps);
}

/** Where it may send to: a secret always goes somewhere, as in a plan. Throws a usage problem for a secret that cannot be used. */
function reached({ network = [], secret: secrets = [] }: SandboxOptions, { secretFacts }: Pick<Setup, "secretFacts">) {
  const [wrong] = secretErrors(secrets, secretFacts);
  if (wrong !== undefined) throw new Problem("usage", `--secret: ${wrong}`);
  return withSecretPlaces({ network, secrets }, secretFacts);
}

/** Collects the values of an option that may be repeated. */
function gather(split: (value: string) => readonly string[] = (value) => [value]) {
  return (value: string, before: readonly string[] = []) => [...before, ...split(value)];
}

function seconds(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("Give a number of seconds above 0.");
}
