import type { NetworkRequest } from "../domain/network-request.ts";

/** Contract of the sandbox axis: run one command with exactly a grant, or refuse with the cure. Never on the host itself. */

/** What a command may touch: the approved needs, resolved to real paths by us, never by a model. */
export type Grant = {
  /** Real directory shown as /workspace; read-only unless `writes` says otherwise. */
  readonly workspace: string;
  /** Workspace-relative paths that are writable; `.` is all of it. */
  readonly writes: readonly string[];
  /** Further real directories, shown at fixed places inside (`/steps`, `/artifacts`). Never chosen by a model. */
  readonly binds: readonly Bind[];
  /** Approved destinations (domain/destination.ts). Without a route that keeps to them the run is refused. */
  readonly network: readonly string[];
  /** Names of approved secrets; their values never come here. */
  readonly secrets?: readonly string[];
  /** The way out that was opened for this run; without one it has no network at all. */
  readonly route?: Route;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
};

export type Bind = { readonly source: string; readonly target: string; readonly writable: boolean };

/** The only way out of a run: a proxy of ours, which listens for it alone. */
export type Route = {
  /** Its unix socket on the host; inside it is reached at `routeAuthority`. */
  readonly socket: string;
  /** A file with the certificates to trust, shown at `routeCertificates`; null: the system's are enough. */
  readonly certificates: string | null;
};

/** Where the way out begins inside: an address of the run's own loopback. */
export const routeAuthority = "127.0.0.1:3128";
export const routeCertificates = "/run/net/certificates.pem";

export type SandboxLimits = {
  /** Wall time of the command. */
  readonly timeoutMs: number;
  /** Processor seconds per process. */
  readonly cpuSeconds: number;
  /** Data segment per process, bytes (not address space: Node reserves 16 GiB of it). */
  readonly memoryBytes: number;
  /** Memory that all processes hold together, bytes; three quarters of the machine at most. */
  readonly treeMemoryBytes: number;
  /** Largest single file, bytes. */
  readonly fileBytes: number;
  /** What the command may write where it may write, bytes and files; `/tmp` and its home are small and gone after it. */
  readonly writtenBytes: number;
  readonly writtenFiles: number;
  readonly processes: number;
  readonly openFiles: number;
  /** Output kept is head and tail of this many bytes together; beyond `outputKillBytes` the command is killed. */
  readonly outputBytes: number;
  readonly outputKillBytes: number;
};

/** Defaults for a step (sandbox.md: limits). */
export const defaultLimits: SandboxLimits = {
  timeoutMs: 10 * 60_000,
  cpuSeconds: 600,
  memoryBytes: 4 * 1024 ** 3,
  treeMemoryBytes: 4 * 1024 ** 3,
  fileBytes: 1024 ** 3,
  writtenBytes: 8 * 1024 ** 3,
  writtenFiles: 500_000,
  processes: 128,
  openFiles: 1024,
  outputBytes: 64 * 1024,
  outputKillBytes: 128 * 1024 ** 2,
};

export type Command = {
  readonly argv: readonly [string, ...string[]];
  /** Workspace-relative directory to start in; the workspace itself when absent. */
  readonly directory?: string;
  /** What it reads on standard input, which then ends; nothing when absent. */
  readonly input?: string;
  /** Called with each chunk as it comes, which is gone when the call returns; the result keeps head and tail only. */
  readonly onOutput?: (stream: "stdout" | "stderr", chunk: Uint8Array) => void;
  /** Called with each request to the outside once it has ended, refused ones included. */
  readonly onRequest?: (request: NetworkRequest) => void;
};

/** How a command ended. A refusal means nothing was run. */
export type SandboxResult =
  | { readonly kind: "exited"; readonly exitCode: number; readonly output: Output; readonly durationMs: number }
  | { readonly kind: "killed"; readonly by: KillReason; readonly output: Output; readonly durationMs: number }
  | { readonly kind: "refused"; readonly reason: string; readonly cure: string };

/** What a run that was cancelled before it began comes back with: nothing was run, and nobody refused it. */
export const notStarted: SandboxResult = {
  kind: "killed",
  by: "cancelled",
  output: { text: "", stdout: "", omittedBytes: 0 },
  durationMs: 0,
};

export type KillReason = "timeout" | "cancelled" | "output" | "memory" | "disk" | "signal";

/** Why a command was killed, for people. */
export const killedWords: Readonly<Record<KillReason, string>> = {
  timeout: "it was not done in time",
  cancelled: "cancelled",
  output: "it printed more than the limit",
  memory: "its processes used more memory than the limit",
  disk: "it wrote more than the limit",
  signal: "killed by a signal (a limit of the sandbox, or itself)",
};

/** Head and tail of what was printed; `omittedBytes` lie between them. */
export type Output = { readonly text: string; readonly stdout: string; readonly omittedBytes: number };

/** What this machine can enforce, found by running the final flags, not by asking for a version. */
export type Probe =
  | { readonly ok: true; readonly backend: string; readonly detail: string }
  | { readonly ok: false; readonly backend: string; readonly reason: string; readonly cure: string };

export type Sandbox = {
  readonly name: string;
  /** The account commands run as when we are root; null when they run as ourselves. Workspaces must belong to it. */
  readonly account: Account | null;
  probe(): Promise<Probe>;
  /** Which of these programs a command finds by its name. */
  programs(names: readonly string[]): readonly string[];
  run(command: Command, grant: Grant, signal: AbortSignal): Promise<SandboxResult>;
};

export type Account = { readonly name: string; readonly uid: number; readonly gid: number };
