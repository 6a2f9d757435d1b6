import { stat } from "node:fs/promises";
import { join } from "node:path";
import { checkRelative, prepareApprovedPath } from "./approved-path.ts";
import { checkBinds } from "./bind.ts";
import { type Bridge, bridgeThreads } from "./bridge.ts";
import { checkEnvironment } from "./environment.ts";
import { checkLimits } from "./limits.ts";
import { accept, type Checked, refuse } from "./refusal.ts";
import type { Bind, Command, Grant, Route, SandboxLimits } from "./sandbox.ts";
import type { Shown } from "./shown.ts";
import { checkLenders, checkSource, type Surroundings } from "./source.ts";

/** A command and its grant after every check: what is left is only to be turned into arguments. */
export type Plan = {
  readonly argv: readonly string[];
  /** Absolute directory inside to start in. */
  readonly directory: string;
  readonly workspace: string;
  /** Workspace-relative paths to bind writable; the empty string is the workspace itself. */
  readonly writes: readonly string[];
  readonly binds: readonly Bind[];
  /** Everything of the host in or beside the workspace that must be seen inside, to be compared with what is. */
  readonly shown: readonly Shown[];
  /** What the command reads on standard input; null: nothing. */
  readonly input: Uint8Array | null;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  /** The way to the network; null: there is none. */
  readonly bridge: Bridge | null;
};

/** How a backend carries the way out into its runs, or why it does not. */
export type FindBridge = (route: Route) => Promise<Checked<Bridge>>;

/** Checks everything about a run that can be checked before it starts, cheapest first; the first thing wrong refuses it. */
export async function planRun(command: Command, grant: Grant, surroundings: Surroundings, findBridge: FindBridge): Promise<Checked<Plan>> {
  const argv = checkArgv(command.argv);
  if (argv.kind === "refused") return argv;
  const bridge = await checkNetwork(grant, findBridge);
  if (bridge.kind === "refused") return bridge;
  const limits = checkLimits(grant.limits);
  if (limits.kind === "refused") return limits;
  const env = checkEnvironment(grant.env);
  if (env.kind === "refused") return env;
  const mounts = await checkMounts(grant, surroundings);
  if (mounts.kind === "refused") return mounts;
  const directory = await checkDirectory(mounts.value.workspace, command.directory ?? ".");
  if (directory.kind === "refused") return directory;
  const input = command.input === undefined ? null : Buffer.from(command.input);
  const place = { directory: directory.value, ...mounts.value };
  const processes = limits.value.processes + (bridge.value === null ? 0 : bridgeThreads);
  return accept({ argv: argv.value, input, env: env.value, limits: { ...limits.value, processes }, bridge: bridge.value, ...place });
}

function checkArgv(argv: Command["argv"]): Checked<readonly string[]> {
  const [program] = argv;
  if (program === "" || program.startsWith("-"))
    return refuse(`${JSON.stringify(program)} is not the name of a program`, "give the program first");
  if (argv.some((word) => word.includes("\0"))) return refuse("an argument contains a NUL byte", "remove it, or pass the value in a file");
  return accept(argv);
}

/** Fails closed: what was approved and cannot be enforced is not opened, and the run does not silently go without it. */
async function checkNetwork({ network, secrets = [], route }: Grant, findBridge: FindBridge): Promise<Checked<Bridge | null>> {
  const asked = [...network, ...secrets];
  if (route !== undefined) return findBridge(route);
  if (asked.length === 0) return accept(null);
  return refuse(`this step needs the network (${asked.join(", ")}), and no way to it was opened`, "plan the step without network");
}

async function checkMounts(
  grant: Grant,
  surroundings: Surroundings,
): Promise<Checked<Pick<Plan, "workspace" | "writes" | "binds" | "shown">>> {
  const all = grant.writes.map(checkRelative).some((path) => path.kind === "accepted" && path.value === "");
  const workspace = await checkSource({ path: grant.workspace, directory: true, writable: all }, surroundings);
  if (workspace.kind === "refused") return workspace;
  const writes: string[] = [];
  for (const path of grant.writes) {
    const approved = await prepareApprovedPath(workspace.value, path, surroundings.account);
    if (approved.kind === "refused") return approved;
    writes.push(approved.value);
  }
  const binds = await checkBinds(grant.binds, workspace.value, surroundings);
  if (binds.kind === "refused") return binds;
  const one = checkLenders([workspace.value, ...binds.value.map(({ source }) => source)], surroundings.lent);
  if (one.kind === "refused") return one;
  const shown = [...shownOf(workspace.value, writes), ...binds.value.map(({ source, target }) => ({ source, target }))];
  return accept({ workspace: workspace.value, writes, binds: binds.value, shown });
}

/** The workspace and, mounted over it, what may be written. */
function shownOf(workspace: string, writes: readonly string[]): readonly Shown[] {
  return ["", ...writes].map((path) => ({ source: join(workspace, path), target: join("/workspace", path) }));
}

/** Where the command starts. A link on the way is followed inside the sandbox only, where it cannot lead out. */
async function checkDirectory(workspace: string, directory: string): Promise<Checked<string>> {
  const relative = checkRelative(directory);
  if (relative.kind === "refused") return relative;
  const found = await stat(join(workspace, relative.value)).catch(() => null);
  if (!found?.isDirectory()) return refuse(`${directory} is not a directory in the workspace`, "start in a directory that exists");
  return accept(join("/workspace", relative.value));
}
