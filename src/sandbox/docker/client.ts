import { execa } from "execa";
import { findExecutable, installLine } from "../executable.ts";
import { accept, type Checked, refuse } from "../refusal.ts";

/** The docker command of this machine, and the environment it runs in. */
export type Docker = { readonly program: string; readonly env: Readonly<Record<string, string>> };

/** What one call of it came to. */
export type Answer = { readonly ok: boolean; readonly stdout: string; readonly stderr: string };

/** A daemon that does not answer in that time does not answer, milliseconds. */
const patienceMs = 60_000;

/** What one call may print. */
const mostBytes = 4 * 1024 ** 2;

/** The docker command, never by PATH. It needs a daemon, which is only known when it is asked. */
export function findDocker(directories: readonly string[], env: NodeJS.ProcessEnv): Checked<Docker> {
  const program = findExecutable("docker", directories);
  if (program !== undefined) return accept({ program, env: operatorsOwn(env) });
  const line = installLine({ debian: "docker.io", others: "docker" }, "install Docker Engine (docs.docker.com/engine/install)");
  return refuse(`docker is not installed (looked for docker in ${directories.join(", ")})`, line);
}

/** Which daemon is meant, and where the operator's own settings of docker lie; nothing else of our environment, and nothing of a step. */
function operatorsOwn(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(([name]) => name === "HOME" || name.startsWith("DOCKER_"));
  return Object.fromEntries(kept.map(([name, value = ""]) => [name, value]));
}

/** The socket of the daemon, where it is a file: whoever reaches it is root on this machine, so no grant may show it. */
export function socketOf({ env }: Docker): string {
  const host = env["DOCKER_HOST"] ?? "";
  return host.startsWith("unix://") ? host.slice("unix://".length) : "/var/run/docker.sock";
}

/** Asks the daemon for something. Never throws: what went wrong is in `stderr`. */
export async function callDocker({ program, env }: Docker, args: readonly string[]): Promise<Answer> {
  const result = await execa(program, args, {
    ...alone,
    env,
    stdin: "ignore",
    timeout: patienceMs,
    maxBuffer: mostBytes,
  });
  const stderr = result.stderr.trim() || (result.timedOut ? "it did not answer" : (result.originalMessage ?? ""));
  return { ok: result.exitCode === 0, stdout: result.stdout, stderr };
}

/** Nothing of ours reaches docker but what is handed to it. */
const alone = { cwd: "/", extendEnv: false, preferLocal: false, reject: false } as const;
