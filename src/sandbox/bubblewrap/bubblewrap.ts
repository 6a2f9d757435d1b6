import { findArchitecture } from "../architecture.ts";
import { engineDirectories } from "../executable.ts";
import { accountName, checkIdentity, readIdentity } from "../identity.ts";
import type { SandboxOptions } from "../options.ts";
import { planRun } from "../plan.ts";
import { findPrograms } from "../programs.ts";
import { accept, type Checked, refuse } from "../refusal.ts";
import { type Command, type Grant, notStarted, type Probe, type Sandbox, type SandboxResult } from "../sandbox.ts";
import { findBridge } from "./bridge.ts";
import { findCgroupBase } from "./cgroup.ts";
import { findEngine } from "./engine.ts";
import { probeEngine } from "./probe.ts";
import { runPlan } from "./run.ts";
import { buildFilter } from "./seccomp/filter.ts";
import type { Setting } from "./start.ts";

const name = "bubblewrap";

/** The default backend on Linux: bwrap with arguments built by us (sandbox.md: backends). It looks for bwrap and the account once. */
export function createBubblewrap(options: SandboxOptions = {}): Sandbox {
  const identity = readIdentity(options.accountName ?? accountName);
  const setting = findSetting(options, identity);
  const { governed = [], lent = () => null } = options;
  let passed: Probe | null = null;
  return {
    name,
    account: identity.kind === "account" ? identity.account : null,
    async probe() {
      if (setting.kind === "refused") return { ok: false, backend: name, reason: setting.reason, cure: setting.cure };
      const result = passed ?? (await probeEngine(name, setting.value));
      if (result.ok) passed = result;
      return result;
    },
    programs: (names) => findPrograms(names),
    async run(command: Command, grant: Grant, signal: AbortSignal): Promise<SandboxResult> {
      if (signal.aborted) return notStarted;
      if (setting.kind === "refused") return setting;
      const { account } = setting.value;
      const plan = await planRun(command, grant, { account, governed, lent }, (route) => findBridge(route, account));
      if (plan.kind === "refused") return plan;
      return signal.aborted ? notStarted : runPlan(plan.value, setting.value, signal, command.onOutput);
    },
  };
}

function findSetting(options: SandboxOptions, identity: ReturnType<typeof readIdentity>): Checked<Setting> {
  const engine = findEngine(options.engineDirectories ?? engineDirectories);
  if (engine.kind === "refused") return engine;
  const account = checkIdentity(identity, options.accountName ?? accountName);
  if (account.kind === "refused") return account;
  const architecture = findArchitecture();
  if (architecture === null) return refuse(`there is no system call filter for ${process.arch}`, "run it on x86-64 or arm64");
  const [filter, cgroups] = [buildFilter(architecture), options.cgroups ?? findCgroupBase()];
  return accept({ engine: engine.value, account: account.value, filter, cgroups, graceMs: options.graceMs ?? 2000 });
}
