import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { isAbsolute } from "node:path";
import { execa } from "execa";
import type { HostAccount } from "./account.ts";

/**
 * A program of the host, run by us on our own behalf (git, initdb, postgres): a fixed argument list, never a shell, never
 * a word chosen by a model. Steps go through the sandbox instead.
 */
export type HostCommand = {
  /** The program's absolute path, then its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** All of its environment; nothing is inherited from ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute directory to start in; `/` when absent. */
  readonly directory?: string;
  /** Run as this account; only root may ask for it. Our supplementary groups are dropped with it. */
  readonly account?: Pick<HostAccount, "uid" | "gid"> | null;
};

export type HostRun = HostCommand & {
  /** Wall time in milliseconds, after which the program and what it started are killed; 60 s when absent. */
  readonly timeoutMs?: number;
  /** Bytes each of stdout and stderr may have before the program is killed; 16 MiB when absent. */
  readonly outputBytes?: number;
  /** `latin1` keeps every byte of the output, one character each; else it is read as text. */
  readonly encoding?: "utf8" | "latin1";
  /** What it reads on stdin; nothing when absent. */
  readonly input?: string | Uint8Array;
  /** Aborting it kills the program and what it started. */
  readonly signal?: AbortSignal;
};

/** How a program ended. `failed` means that it could not be started at all. */
export type HostResult =
  | ({ readonly kind: "exited"; readonly exitCode: number } & HostOutput)
  | ({ readonly kind: "killed"; readonly by: "timeout" | "output" | "cancelled" | "signal" } & HostOutput)
  | { readonly kind: "failed"; readonly reason: string };

/** What was printed, as it came (a final newline included). */
export type HostOutput = { readonly stdout: string; readonly stderr: string };

/** Runs a program to its end. Whatever happens to the program is a value; only a wrong call throws. */
export async function runOnHost(run: HostRun): Promise<HostResult> {
  const [file, ...args] = run.argv;
  const result = await execa(file, args, {
    ...hostOptions(run),
    preferLocal: false,
    extendEnv: false,
    ...(run.input === undefined ? { stdin: "ignore" as const } : { input: run.input }),
    ...(run.signal === undefined ? {} : { cancelSignal: run.signal }),
    timeout: run.timeoutMs ?? 60_000,
    maxBuffer: run.outputBytes ?? 16 * 1024 ** 2,
    encoding: run.encoding ?? "utf8",
    stripFinalNewline: false,
    killSignal: "SIGKILL",
    killDescendants: true,
    reject: false,
  });
  const output = { stdout: result.stdout, stderr: result.stderr };
  if (result.timedOut) return { kind: "killed", by: "timeout", ...output };
  if (result.isMaxBuffer) return { kind: "killed", by: "output", ...output };
  if (result.isCanceled) return { kind: "killed", by: "cancelled", ...output };
  if (result.isTerminated) return { kind: "killed", by: "signal", ...output };
  if (result.exitCode === undefined) return { kind: "failed", reason: result.originalMessage ?? "it could not be started" };
  return { kind: "exited", exitCode: result.exitCode, ...output };
}

/** A program that goes on without us. `ended` settles when it ends, or could not start, while we still live. */
export type HostDaemon = { readonly pid: number | undefined; readonly ended: Promise<void> };

/**
 * Starts a program that outlives us: a session and process group of its own, stdin empty, its output appended to
 * `logFile` (created 0600). It does not keep our own process alive. Node's own spawn, because execa takes no file
 * descriptor for output and would pipe it through us.
 */
export function launchOnHost(command: HostCommand, logFile: string): HostDaemon {
  const [file, ...args] = command.argv;
  const log = openSync(logFile, "a", 0o600);
  try {
    const daemon = spawn(file, args, { ...hostOptions(command), detached: true, stdio: ["ignore", log, log] });
    const ended = new Promise<void>((resolve) => {
      daemon.once("exit", () => resolve());
      daemon.once("error", () => resolve());
    });
    daemon.unref();
    return { pid: daemon.pid, ended };
  } finally {
    closeSync(log);
  }
}

/** What every program gets: no shell, its own environment and directory, no look-up of its name in a path. */
function hostOptions(command: HostCommand) {
  const [file] = command.argv;
  if (!isAbsolute(file)) throw new TypeError(`a program of the host needs an absolute path, not ${file}`);
  const { account } = command;
  return {
    shell: false,
    env: { ...command.env },
    cwd: command.directory ?? "/",
    ...(account == null ? {} : { uid: account.uid, gid: account.gid }),
  };
}
