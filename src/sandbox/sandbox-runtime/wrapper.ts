/** What the wrapper is told, as JSON in the file that it is started with. */
export type Order = {
  /** The package's module. */
  readonly module: string;
  /** Its settings (its README: configuration). */
  readonly settings: object;
  /** A command line of quoted words. */
  readonly command: string;
};

/**
 * Runs in a process of its own as the account, because the package starts proxies and opens sockets, which are not to be ours. It ends with the
 * command, and everything with it when we are gone. Where a part of the package is missing it says so, and nothing is run. Where it stands
 * there is nothing: the package would search that directory for files it holds to be dangerous, and keep these read-only whatever was approved.
 */
export const wrapperScript = `
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { stderr } from "node:process";
const { module, settings, command } = JSON.parse(readFileSync(process.argv[1], "utf8"));
process.chdir(dirname(process.argv[1]));
const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.kill(0, "SIGKILL"); }, 200).unref();
const fail = (error) => {
  stderr.write(error instanceof Error ? error.message : String(error));
  process.exit(1);
};
try {
  const { SandboxManager } = await import(module);
  await SandboxManager.initialize(settings);
  const { argv: [program, ...args], env } = await SandboxManager.wrapWithSandboxArgv(command, "/bin/sh");
  const child = spawn(program, args, { stdio: "inherit", env });
  child.once("error", fail);
  child.once("exit", (code) => {
    SandboxManager.cleanupAfterCommand();
    process.exit(code ?? 1);
  });
} catch (error) {
  fail(error);
}
`;
