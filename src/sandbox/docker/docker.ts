import { realpath } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { findArchitecture } from "../architecture.ts";
import { engineDirectories } from "../executable.ts";
import { accountName, checkIdentity, readIdentity } from "../identity.ts";
import type { SandboxOptions } from "../options.ts";
import { type FindBridge, planRun } from "../plan.ts";
import { accept, type Checked, refuse } from "../refusal.ts";
import { type Command, type Grant, notStarted, type Probe, type Sandbox, type SandboxResult } from "../sandbox.ts";
import { callProfile } from "./call-profile.ts";
import { findDocker, socketOf } from "./client.ts";
import { checkDaemon } from "./daemon.ts";
import { type Files, layFiles } from "./files.ts";
import { checkImage } from "./image.ts";
import { removeLeftovers } from "./leftovers.ts";
import { probeContainer } from "./probe.ts";
import { runPlan } from "./run.ts";
import type { Setting } from "./setting.ts";

const name = "docker";

/** What was found out about the daemon and the image: everything a run needs. */
type Ready = { readonly setting: Setting; readonly files: Files; readonly programs: ReadonlySet<string>; readonly version: string };

/**
 * Every command in a container of its own, from one image of the operator's (sandbox.md: backends): the kernel itself holds memory, processes
 * and processors of all of it together. It looks for daemon and image when it is first asked for, and keeps to that image, whatever
 * its name means later.
 */
export function createDocker(options: SandboxOptions = {}): Sandbox {
  const identity = readIdentity(options.accountName ?? accountName);
  const setting = findSetting(options, identity);
  let found: Promise<Checked<Ready>> | null = null;
  let programs: ReadonlySet<string> = new Set();
  const ready = async (): Promise<Checked<Ready>> => {
    if (setting.kind === "refused") return setting;
    found ??= prepare(setting.value).catch((error: unknown) => refuse(`docker: ${String(error)}`, "adjutant doctor"));
    const result = await found;
    // What is missing may be there next time.
    if (result.kind === "refused") found = null;
    else programs = result.value.programs;
    return result;
  };
  return {
    name,
    account: identity.kind === "account" ? identity.account : null,
    async probe() {
      return tellProbe(await ready());
    },
    programs: (names) => names.filter((one) => programs.has(one)),
    async run(command: Command, grant: Grant, signal: AbortSignal): Promise<SandboxResult> {
      if (signal.aborted) return notStarted;
      const start = await ready();
      if (start.kind === "refused") return start;
      const { account, docker } = start.value.setting;
      const governed = [...(options.governed ?? []), socketOf(docker), start.value.files.directory];
      const { lent = () => null } = options;
      const plan = await planRun(command, grant, { account, governed, lent }, findBridge);
      if (plan.kind === "refused") return plan;
      return signal.aborted
        ? notStarted
        : runPlan(plan.value, start.value.setting, start.value.files, { signal, onOutput: command.onOutput });
    },
  };
}

/** The daemon reaches our own Node wherever it lies, and shows it with its libraries. */
const findBridge: FindBridge = async (route) => accept({ ...route, node: await realpath(process.execPath) });

async function prepare(setting: Setting): Promise<Checked<Ready>> {
  const version = await checkDaemon(setting.docker);
  if (version.kind === "refused") return version;
  const image = await checkImage(setting.docker, setting.image);
  if (image.kind === "refused") return image;
  await removeLeftovers(setting.docker);
  const files = await layFiles(setting.owner, setting.profile);
  const pinned = { ...setting, image: image.value };
  const programs = await probeContainer(pinned, files);
  if (programs.kind === "refused") return programs;
  return accept({ setting: pinned, files, programs: programs.value, version: version.value });
}

function tellProbe(ready: Checked<Ready>): Probe {
  if (ready.kind === "refused") return { ok: false, backend: name, reason: ready.reason, cure: ready.cure };
  const { setting, version } = ready.value;
  const who = setting.account === null ? "ourselves" : `${setting.account.name} (uid ${setting.account.uid})`;
  return { ok: true, backend: name, detail: `docker ${version}, image ${setting.image.slice(0, 19)}, commands run as ${who}` };
}

function findSetting(options: SandboxOptions, identity: ReturnType<typeof readIdentity>): Checked<Setting> {
  const docker = findDocker(options.engineDirectories ?? engineDirectories, process.env);
  if (docker.kind === "refused") return docker;
  const account = checkIdentity(identity, options.accountName ?? accountName);
  if (account.kind === "refused") return account;
  const architecture = findArchitecture();
  if (architecture === null) return refuse(`there is no system call filter for ${process.arch}`, "run it on x86-64 or arm64");
  const image = options.docker?.image ?? "";
  const cpus = options.docker?.cpus ?? availableParallelism();
  const owner = account.value ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const profile = callProfile(architecture);
  return accept({ docker: docker.value, image, account: account.value, owner, cpus, profile, graceMs: options.graceMs ?? 2000 });
}
