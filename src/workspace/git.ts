import { existsSync } from "node:fs";
import { Problem } from "../domain/problem.ts";
import type { HostResult } from "../host/process.ts";
import type { Account } from "../sandbox/sandbox.ts";
import { runInterruptibly } from "./interruption.ts";

/**
 * Git on the host, as the sandbox account when we are root, with nothing a step or a repository could have configured
 * (sandbox.md: host hygiene): a git directory of our own, no environment, no global or system configuration.
 */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

type GitOptions = {
  readonly input?: string;
  /** Exit codes other than 0 that are an answer, not a failure. */
  readonly expect?: readonly number[];
  /** Beyond this many bytes the output is cut instead of failing. */
  readonly cutAt?: number;
  /** `latin1`: bytes, one character each. */
  readonly encoding?: "utf8" | "latin1";
};

const env = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ALLOW_PROTOCOL: "file",
  GIT_AUTHOR_NAME: "Adjutant",
  GIT_AUTHOR_EMAIL: "adjutant@localhost",
  GIT_COMMITTER_NAME: "Adjutant",
  GIT_COMMITTER_EMAIL: "adjutant@localhost",
  HOME: "/nonexistent",
  LC_ALL: "C",
  PATH: "/usr/bin:/bin",
};

const settings = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.excludesFile", "/dev/null"],
  ["core.quotePath", "true"],
  ["core.fileMode", "true"],
  ["submodule.recurse", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["advice.detachedHead", "false"],
].flatMap(([key, value]) => ["-c", `${key}=${value}`]);

const quarterOfAnHour = 15 * 60_000;

/** `index`: another index file than the git directory's own, for a second directory of files. */
type GitPlace = { readonly gitDir?: string; readonly workTree?: string; readonly index?: string | null };

/** Git with the given `--git-dir` and `--work-tree`; none for `init` and `clone`. */
export function createGit(account: Account | null, place: GitPlace = {}): Git {
  const where = [
    ...(place.gitDir === undefined ? [] : [`--git-dir=${place.gitDir}`]),
    ...(place.workTree === undefined ? [] : [`--work-tree=${place.workTree}`]),
  ];
  return async (args, options = {}) => {
    const result = await runInterruptibly({
      argv: [program("git"), ...where, ...settings, ...args],
      env: place.index == null ? env : { ...env, GIT_INDEX_FILE: place.index },
      directory: place.workTree ?? "/",
      account,
      timeoutMs: quarterOfAnHour,
      outputBytes: options.cutAt ?? 512 * 1024 ** 2,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    });
    if (result.kind === "exited" && [0, ...(options.expect ?? [])].includes(result.exitCode)) return result.stdout;
    if (result.kind === "killed" && result.by === "output" && options.cutAt !== undefined) return result.stdout;
    throw new Problem("workspace", `git ${args[0]}: ${failureOf(result)}`);
  };
}

/** Programs of the host by their usual places, never by a search path. */
export function program(name: "git" | "find" | "chmod" | "rm" | "test"): string {
  const found = ["/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    .map((directory) => `${directory}/${name}`)
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new Problem("workspace", `${name} is not installed. Install it (Debian: apt-get install git findutils coreutils).`);
  return found;
}

/** Why a program did not do its work, in one line. */
function failureOf(result: HostResult): string {
  if (result.kind === "failed") return result.reason;
  const said = result.stderr.split("\n").filter((line) => line.trim() !== "");
  const line = said.find((one) => /^(fatal|error)/.test(one)) ?? said[0] ?? "";
  return result.kind === "killed" ? `ended by ${result.by}. ${line}` : line || `exit code ${result.exitCode}`;
}
