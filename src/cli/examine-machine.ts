import { accessSync, constants, mkdtempSync, rmSync, type Stats, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Account, defaultLimits, type Sandbox } from "../sandbox/sandbox.ts";
import type { Setup } from "../setup.ts";
import { absent, broken, type Finding, fine, told } from "./finding.ts";

/** The home: writable for us, and enterable for the account that commands run as, because workspaces are in it. */
export async function* examineHome({ config, sandbox }: Setup): AsyncGenerator<Finding> {
  const { home } = config;
  try {
    accessSync(home, constants.W_OK);
  } catch (error) {
    yield broken("home", told(error), `Make ${home} writable for this account, or set ADJUTANT_HOME.`);
    return;
  }
  const account = await sandbox().then(
    (one) => one.account,
    () => null,
  );
  const closed = account === null ? undefined : pathTo(home).find((directory) => !mayEnter(statSync(directory), account));
  yield closed === undefined
    ? fine("home", home)
    : broken("home", `${home}: commands run as ${account?.name}, who cannot enter ${closed}`, `chmod o+x ${closed}, or set ADJUTANT_HOME.`);
}

/** The directory and all above it, from the root. */
function pathTo(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [...pathTo(parent), directory];
}

function mayEnter({ mode, uid, gid }: Stats, account: Account): boolean {
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}

/** The sandbox and what steps need in it, by running them there. */
export async function* examineSandbox({ sandbox: choose }: Setup): AsyncGenerator<Finding> {
  const sandbox = await choose().catch(told);
  if (typeof sandbox === "string") {
    yield broken("sandbox", sandbox);
    return;
  }
  const probe = await sandbox.probe();
  if (!probe.ok) {
    yield broken("sandbox", `${probe.backend}: ${probe.reason}`, probe.cure);
    yield absent("git", "not looked at: it runs in the sandbox");
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), "adjutant-doctor-"));
  try {
    await chmod(directory, 0o755);
    const tried = await tryOut(sandbox, directory, ["true"]);
    yield tried.ok ? fine("sandbox", `${probe.backend}: ${probe.detail}`) : broken("sandbox", `${probe.backend}: ${tried.told}`);
    const git = await tryOut(sandbox, directory, ["git", "--version"]);
    yield git.ok ? fine("git", git.told) : broken("git", git.told, "Install git (apt-get install git).");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What else could be chosen on this machine: nothing of it is needed. */
export async function* examineOthers({ config, sandboxes }: Setup): AsyncGenerator<Finding> {
  const [preferred, ...rest] = await sandboxes();
  const chosen = config.sandbox.backend ?? preferred?.backend;
  const others = [...(preferred === undefined ? [] : [preferred]), ...rest].filter(({ backend }) => backend !== chosen);
  for (const probe of others)
    yield probe.ok
      ? fine(probe.backend, `could be chosen by sandbox.backend: ${probe.backend} (${probe.detail})`)
      : absent(probe.backend, `cannot be chosen: ${probe.reason}; ${probe.cure}`);
}

async function tryOut(sandbox: Sandbox, workspace: string, argv: readonly [string, ...string[]]) {
  const limits = { ...defaultLimits, timeoutMs: 30_000 };
  const grant = { workspace, writes: [], binds: [], network: [], env: {}, limits };
  const result = await sandbox.run({ argv }, grant, new AbortController().signal);
  switch (result.kind) {
    case "exited":
      return { ok: result.exitCode === 0, told: result.output.text.trim().split("\n")[0] || `exit code ${result.exitCode}` };
    case "killed":
      return { ok: false, told: `${argv.join(" ")} was stopped (${result.by})` };
    case "refused":
      return { ok: false, told: `${result.reason}; ${result.cure}` };
  }
}
