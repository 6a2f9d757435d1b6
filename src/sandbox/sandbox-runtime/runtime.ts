import { realpath } from "node:fs/promises";
import { engineDirectories, findExecutable, installLine } from "../executable.ts";
import { accountName, checkIdentity, readIdentity } from "../identity.ts";
import type { SandboxOptions } from "../options.ts";
import { openOwnDirectory, removeAbandoned } from "../own-directory.ts";
import { type FindBridge, planRun } from "../plan.ts";
import { findPrograms } from "../programs.ts";
import { checkReach } from "../reach.ts";
import { accept, type Checked, refuse } from "../refusal.ts";
import { type Account, type Command, type Grant, notStarted, type Sandbox, type SandboxResult } from "../sandbox.ts";
import { findPackage, packageDirectories, pinned } from "./package.ts";
import { probeEngine } from "./probe.ts";
import { runPlan, type Setting } from "./run.ts";
import { type Parts, settle } from "./settings.ts";

const name = "sandbox-runtime";
const directoryPrefix = "adjutant-runtime-";

type Ready = { readonly setting: Setting; readonly directory: string };

/**
 * The sandbox-runtime package of another house, of exactly one version, with everything closed that it can close (sandbox.md: backends). It is
 * weaker than bubblewrap, which it is made of on Linux: what it cannot enforce of a grant refuses the run (docs/sandbox.md).
 */
export function createRuntime(options: SandboxOptions = {}): Sandbox {
  const identity = readIdentity(options.accountName ?? accountName);
  let found: Promise<Checked<Ready>> | null = null;
  const ready = async (): Promise<Checked<Ready>> => {
    const account = checkIdentity(identity, options.accountName ?? accountName);
    if (account.kind === "refused") return account;
    found ??= prepare(options, account.value).catch((error: unknown) => refuse(`sandbox-runtime: ${String(error)}`, "adjutant doctor"));
    const result = await found;
    // What is missing may be there next time.
    if (result.kind === "refused") found = null;
    return result;
  };
  return {
    name,
    account: identity.kind === "account" ? identity.account : null,
    async probe() {
      const start = await ready();
      if (start.kind === "refused") return { ok: false, backend: name, reason: start.reason, cure: start.cure };
      const { account } = start.value.setting;
      const who = account === null ? "ourselves" : `${account.name} (uid ${account.uid})`;
      return {
        ok: true,
        backend: name,
        detail: `sandbox-runtime ${pinned}, weaker than bubblewrap (docs/sandbox.md), commands run as ${who}`,
      };
    },
    programs: (names) => findPrograms(names),
    async run(command: Command, grant: Grant, signal: AbortSignal): Promise<SandboxResult> {
      if (signal.aborted) return notStarted;
      const start = await ready();
      if (start.kind === "refused") return start;
      const { setting, directory } = start.value;
      const governed = [...(options.governed ?? []), directory];
      const { lent = () => null } = options;
      const plan = await planRun(command, grant, { account: setting.account, governed, lent }, noNetwork);
      if (plan.kind === "refused") return plan;
      const settled = settle(plan.value);
      if (settled.kind === "refused") return settled;
      return signal.aborted ? notStarted : runPlan(settled.value, setting, directory, { signal, onOutput: command.onOutput });
    },
  };
}

/** Its own proxy knows names only: no methods, no paths, no secrets, no account of what was asked. */
const noNetwork: FindBridge = async () =>
  refuse(
    "sandbox-runtime cannot keep to what was approved of the network",
    "use bubblewrap (sandbox.backend), or plan the step without network",
  );

async function prepare(options: SandboxOptions, account: Account | null): Promise<Checked<Ready>> {
  const parts = findParts(options);
  if (parts.kind === "refused") return parts;
  const node = await findNode(parts.value, account);
  if (node.kind === "refused") return node;
  const setting = { parts: parts.value, node: node.value, account, graceMs: options.graceMs ?? 2000 };
  await removeAbandoned(directoryPrefix);
  const directory = await openOwnDirectory(directoryPrefix);
  const probed = await probeEngine(setting, directory);
  return probed.kind === "refused" ? probed : accept({ setting, directory });
}

function findParts(options: SandboxOptions): Checked<Parts> {
  const directory = findPackage(options.engineDirectories ?? packageDirectories);
  if (directory.kind === "refused") return directory;
  if (process.platform !== "linux")
    return refuse(
      "sandbox-runtime is only used on Linux: elsewhere what a command starts can outlive it, and nothing counts its memory",
      "run Adjutant on Linux",
    );
  const places = options.engineDirectories ?? engineDirectories;
  const [bwrap, socat] = ["bwrap", "socat"].map((program) => findExecutable(program, [...places, ...engineDirectories]));
  if (bwrap === undefined || socat === undefined)
    return refuse("sandbox-runtime needs bwrap and socat", installLine({ debian: "bubblewrap socat" }, "install bubblewrap and socat"));
  return accept({ directory: directory.value, bwrap, socat });
}

/** Our own Node, where the account reaches it and the package. */
async function findNode({ directory }: Parts, account: Account | null): Promise<Checked<string>> {
  const own = await realpath(process.execPath);
  if (account === null) return accept(own);
  const reached = await checkReach(directory, account);
  return reached.kind === "refused" ? reached : checkReach(own, account);
}
