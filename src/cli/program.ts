import type { Writable } from "node:stream";
import type { Command } from "commander";
import type { App } from "../app.ts";
import type { Setup } from "../setup.ts";

/** What main.ts hands every command. */
export type Program = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Reads configuration and secrets; `info` for services, `warn` where a person watches. Throws a Problem. */
  setUp(level: "warn" | "info"): Setup;
  /** Opens the database and everything above it. Throws a Problem. */
  open(setup: Setup): Promise<App>;
  /** Says how the command ended; the first one counts. */
  exit(code: number): void;
};

/** The exit codes that scripts rely on (architecture: names that stay fixed). */
export const exits = { completed: 0, failed: 1, usage: 2, person: 3, cancelled: 130 } as const;

/** Says in a command's help how it ends. */
export function withExitCodes(command: Command): Command {
  return command.addHelpText(
    "after",
    `\nExit codes: ${exits.completed} done, ${exits.failed} refused or failed, ${exits.usage} usage or configuration, ${exits.person} needs a person, ${exits.cancelled} cancelled.`,
  );
}

/** Opens the app for one command and closes it whatever happens. */
export async function withApp<T>(program: Program, work: (app: App) => Promise<T>): Promise<T> {
  const app = await program.open(program.setUp("warn"));
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** Prints lines for people or scripts. */
export function print(stream: Writable, text: string): void {
  stream.write(`${text}\n`);
}
