import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Command,
  defaultLimits,
  type Grant,
  type Sandbox,
  type SandboxLimits,
  type SandboxResult,
} from "../../src/sandbox/sandbox.ts";

/** What one run changes of the usual: a read-only workspace, nothing else granted, default limits. */
type Overrides = {
  readonly grant?: Partial<Omit<Grant, "limits">>;
  readonly limits?: Partial<SandboxLimits>;
  readonly signal?: AbortSignal;
  readonly directory?: string;
  readonly input?: string;
  readonly onOutput?: NonNullable<Command["onOutput"]>;
  readonly onRequest?: NonNullable<Command["onRequest"]>;
};

/** A workspace that belongs to whoever runs commands, and beside it a directory that is open to everybody on the host. */
export type Scene = AsyncDisposable & {
  readonly workspace: string;
  /** Holds `secret.txt` with the text SECRET; anybody may write here. */
  readonly outside: string;
  /** Runs a program in the sandbox. */
  start(argv: Command["argv"], overrides?: Overrides): Promise<SandboxResult>;
  /** Runs a shell text in the sandbox. */
  run(script: string, overrides?: Overrides): Promise<SandboxResult>;
  /** The control: the same text without a sandbox, as the same user, in the same workspace. */
  onHost(script: string): Promise<{ readonly exitCode: number | null; readonly text: string }>;
};

export async function openScene(sandbox: Sandbox): Promise<Scene> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "sandbox-scene-")));
  const workspace = join(root, "workspace");
  const outside = join(root, "outside");
  await mkdir(workspace);
  await mkdir(outside);
  await writeFile(join(outside, "secret.txt"), "SECRET");
  await chmod(root, 0o755);
  await chmod(outside, 0o777);
  if (sandbox.account !== null) await chown(workspace, sandbox.account.uid, sandbox.account.gid);
  const start: Scene["start"] = (argv, overrides = {}) => {
    const { grant = {}, limits = {}, signal = new AbortController().signal, ...command } = overrides;
    const usual = { workspace, writes: [], binds: [], network: [], env: {} };
    return sandbox.run({ argv, ...command }, { ...usual, ...grant, limits: { ...defaultLimits, ...limits } }, signal);
  };
  return {
    workspace,
    outside,
    start,
    run: (script, overrides) => start(["sh", "-c", script], overrides),
    onHost: (script) => runOnHost(script, workspace, sandbox),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

function runOnHost(script: string, cwd: string, { account }: Sandbox): ReturnType<Scene["onHost"]> {
  const drop = account === null ? {} : { uid: account.uid, gid: account.gid };
  const child = spawn("sh", ["-c", script], { cwd, stdio: ["ignore", "pipe", "pipe"], ...drop });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, text: Buffer.concat(chunks).toString() }));
  });
}

/** Pids on this machine whose command line contains `marker`. */
export async function findProcesses(marker: string): Promise<number[]> {
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return pids.filter((_, index) => lines[index]?.includes(marker));
}

/** Kills those and says which they were: to be asked until there are none. */
export async function endProcesses(marker: string): Promise<number[]> {
  const pids = await findProcesses(marker);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return pids;
}

/** An argument for `sleep` (100000 seconds and a bit) that no other process on the machine has. */
export function uniqueSleep(): string {
  return `100000.${process.pid}${Math.floor(Math.random() * 1e9)}`;
}

/** The exit code, or a text that says how the run ended instead: reads well in a failed expectation. */
export function ending(result: SandboxResult): number | string {
  switch (result.kind) {
    case "exited":
      return result.exitCode;
    case "killed":
      return `killed: ${result.by}`;
    case "refused":
      return `refused: ${result.reason}`;
  }
}

/** What was printed; empty for a refusal. */
export function printed(result: SandboxResult): string {
  return result.kind === "refused" ? "" : result.output.text;
}

/** Whether the sandbox shows this program: it lies where the host's programs are that every account may run. */
export function isInstalled(program: string): boolean {
  return ["/usr/bin", "/usr/local/bin"].some((directory) => existsSync(join(directory, program)));
}

/** Whether a command finds this program in the sandbox. */
export function hasProgram(create: () => Sandbox, program: string): boolean {
  return create().programs([program]).length > 0;
}

/** Whether every account can reach this checkout; one below root's home cannot be tried as a normal user. */
export function everybodyReaches(path: string): boolean {
  const parents = path.split("/").map((_, index, names) => names.slice(0, index).join("/") || "/");
  return [...parents, process.execPath].every((part) => (statSync(part).mode & 0o001) !== 0);
}
