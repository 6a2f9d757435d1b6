import { realpath } from "node:fs/promises";
import { execa } from "execa";
import { checkEnvironment } from "../environment.ts";
import { defaultLimits, type Probe } from "../sandbox.ts";
import { runPlan } from "./run.ts";
import type { Setting } from "./start.ts";

/**
 * Runs the final flags on /usr/bin/true as the final account: `bwrap --version` proves nothing (sandbox.md: backends). /usr takes
 * the place of the workspace, as the one directory that every machine has and every account can read.
 */
export async function probeEngine(name: string, setting: Setting): Promise<Probe> {
  const env = checkEnvironment({});
  if (env.kind === "refused") return { ok: false, backend: name, reason: env.reason, cure: env.cure };
  const limits = { ...defaultLimits, timeoutMs: 30_000 };
  const place = {
    directory: "/workspace",
    workspace: "/usr",
    writes: [],
    binds: [],
    shown: [{ source: await realpath("/usr"), target: "/workspace" }],
  };
  const plan = { argv: ["/usr/bin/true"], ...place, input: null, env: env.value, limits, bridge: null };
  const result = await runPlan(plan, setting, new AbortController().signal);
  if (result.kind === "refused") return { ok: false, backend: name, reason: result.reason, cure: result.cure };
  if (result.kind === "exited" && result.exitCode === 0) return { ok: true, backend: name, detail: await describe(setting) };
  const told = result.kind === "killed" ? `was killed (${result.by})` : `ended with ${result.exitCode}`;
  return {
    ok: false,
    backend: name,
    reason: `/usr/bin/true ${told} in the sandbox: ${result.output.text.trim()}`,
    cure: "run it again; a machine short of memory or processes does this",
  };
}

async function describe({ engine, account }: Setting): Promise<string> {
  const drop = account === null ? {} : { uid: account.uid, gid: account.gid };
  const { stdout } = await execa(engine, ["--version"], {
    cwd: "/",
    env: {},
    extendEnv: false,
    preferLocal: false,
    reject: false,
    timeout: 5000,
    ...drop,
  });
  return `${stdout || engine}, commands run as ${account === null ? "ourselves" : `${account.name} (uid ${account.uid})`}`;
}
