import { type ChildProcessByStdio, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { makeRepository, type Repository } from "../fixtures/repository.ts";

const program = fileURLToPath(new URL("../../bin/adjutant", import.meta.url));

type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  /** A signal that it is sent as soon as it prints this, or as this has come about. */
  readonly send?: Sending;
};
type Sending = { readonly signal: NodeJS.Signals; readonly at: string | (() => Promise<void>) };

/** A person's machine: a home, a state directory, a repository to work on, and the command to type. */
export type Shell = {
  readonly root: string;
  /** ADJUTANT_HOME. */
  readonly state: string;
  readonly repository: Repository;
  /** Writes the configuration file. */
  configure(yaml: string): Promise<void>;
  /** Runs `adjutant …` in the repository as a process of its own. */
  adjutant(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  remove(): Promise<void>;
};

/** Everything lies below a directory that the account of the sandbox can enter. */
export async function openShell(): Promise<Shell> {
  const root = await mkdtemp(join(tmpdir(), "adjutant-cli-"));
  await chmod(root, 0o755);
  const state = join(root, "state");
  const config = join(root, "adjutant.yaml");
  await writeFile(config, "");
  const repository = await makeRepository(join(root, "repository"));
  const base = { PATH: process.env["PATH"] ?? "", HOME: join(root, "home"), ADJUTANT_HOME: state, ADJUTANT_CONFIG: config };
  await mkdir(base.HOME);
  return {
    root,
    state,
    repository,
    configure: (yaml) => writeFile(config, yaml),
    adjutant: async (args, { env = {}, cwd = repository.path, input = "", send } = {}) => {
      const child = spawn(program, args, { cwd, env: { ...base, ...env }, stdio: ["pipe", "pipe", "pipe"] });
      if (send) signalAt(child, send);
      child.stdin.on("error", () => undefined).end(input);
      const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
      const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
      return { code, stdout, stderr };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function signalAt(child: ChildProcessByStdio<Writable, Readable, Readable>, { signal, at }: Sending): void {
  if (typeof at === "function") return void at().then(() => child.kill(signal));
  let printed = "";
  const look = (chunk: Buffer) => {
    if (printed.includes(at)) return;
    printed += chunk.toString();
    if (printed.includes(at)) child.kill(signal);
  };
  child.stdout.on("data", look);
  child.stderr.on("data", look);
}

/** A recipe of the operator's own: it is not pinned, so it asks before it runs; it needs to know whom to greet. */
export const greeting = `name: greet
title: Greet somebody
purpose: Say hello to somebody.
triggers: [greet somebody]
workspace: view
parameters:
  - name: whom
    type: text
    question: Whom shall I greet?
    required: true
criteria:
  - id: said
    text: The greeting is said
headline: say
steps:
  - id: say
    title: say hello
    kind: shell
    criteria: [said]
    input:
      command: printf 'Hello, %s\\n' "$PARAM_WHOM"
`;
