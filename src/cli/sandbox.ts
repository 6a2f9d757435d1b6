import type { Writable } from "node:stream";
import { nothing } from "../domain/needs.ts";
import { grantFor, stepFiles } from "../sandbox/granting.ts";
import { type Command, type KillReason, killedWords, type Sandbox, type SandboxLimits } from "../sandbox/sandbox.ts";

import { openStepFiles } from "./sandbox-files.ts";
import { parseEnvironment, parseLimits } from "./sandbox-values.ts";

/** What was typed after `adjutant sandbox`, words not yet looked into. */
export type SandboxArgs = {
  /** Shown read-only as /workspace; the current directory when absent. */
  readonly workspace?: string | undefined;
  /** Workspace-relative paths that it may write; `.` is all of it. */
  readonly writes?: readonly string[];
  readonly network: readonly string[];
  /** Secrets by name; where they go is to be in the network. */
  readonly secrets?: readonly string[];
  /** `K=V` each. */
  readonly env: readonly string[];
  readonly timeoutSeconds?: number | undefined;
  /** `name=value` each. */
  readonly limits: readonly string[];
  readonly command: Command["argv"];
};

export type SandboxCommandDeps = {
  readonly sandbox: Sandbox;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** What the operator set in the configuration. */
  readonly limits?: Partial<SandboxLimits>;
  /** Aborted when the person gives up (Ctrl-C). */
  readonly signal?: AbortSignal;
};

/** Exit code of a command the sandbox did not run (architecture: names). */
const unavailable = 125;

/** 124: ended by a limit. 130: cancelled, as after Ctrl-C. 137: something outside killed it, such as the machine out of memory. */
const killedCodes: Readonly<Record<KillReason, number>> = {
  timeout: 124,
  output: 124,
  memory: 124,
  disk: 124,
  cancelled: 130,
  signal: 137,
};

/**
 * `adjutant sandbox … -- COMMAND`: one command through the same sandbox as a step, its output passed through as it comes.
 * Resolves to the exit code: the command's own (128+N when a signal ended it inside, 127 when it was not found), 124, 125, 130
 * or 137. A reader that goes away (`| head`) cancels the command. A malformed `--env`, `--limit` or `--timeout` throws a usage problem.
 */
export async function runSandboxCommand(args: SandboxArgs, deps: SandboxCommandDeps): Promise<number> {
  const { workspace = process.cwd(), writes = [], network, secrets = [] } = args;
  const [env, limits] = [parseEnvironment(args.env), parseLimits(args.limits, args.timeoutSeconds, deps.limits)];
  await using files = await openStepFiles(deps.sandbox.account);
  const needs = { ...nothing, writes: [...writes], network: [...network], secrets: [...secrets] };
  const granted = grantFor(needs, { workspace, ...stepFiles(files, env), limits });
  const readerGone = new AbortController();
  deps.stdout.once("error", () => readerGone.abort());
  const signal = AbortSignal.any([readerGone.signal, ...(deps.signal === undefined ? [] : [deps.signal])]);
  const onOutput: Command["onOutput"] = (stream, chunk) => void deps[stream].write(Buffer.from(chunk));
  const result = granted.kind === "refused" ? granted : await deps.sandbox.run({ argv: args.command, onOutput }, granted.grant, signal);
  await Promise.all([flush(deps.stdout), flush(deps.stderr)]);
  switch (result.kind) {
    case "exited":
      return result.exitCode;
    case "killed":
      deps.stderr.write(`adjutant: the command was stopped: ${tellReason(result.by)}\n`);
      return killedCodes[result.by];
    case "refused":
      deps.stderr.write(`adjutant: ${result.reason}; cure: ${result.cure}\n`);
      return unavailable;
  }
}

function tellReason(reason: KillReason): string {
  const option = limitOptions[reason];
  return option === undefined ? killedWords[reason] : `${killedWords[reason]} (${option})`;
}

/** What would have allowed more. */
const limitOptions: Readonly<Partial<Record<KillReason, string>>> = {
  timeout: "--timeout",
  output: "--limit output-kill=…",
  memory: "--limit tree-memory=…",
  disk: "--limit written=… or written-files=…",
};

/** Resolves when everything written so far has left, so that an exit right after loses nothing. A closed reader is no fault of ours. */
function flush(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
