import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Attendance, type Attended, attend } from "../attended.ts";
import { startEngine } from "../engine.ts";
import { signalProcess } from "../kill.ts";
import { environmentText, launcherArguments, launcherText, quoteWord } from "../launcher.ts";
import type { Plan } from "../plan.ts";
import { refuse } from "../refusal.ts";
import type { Account, SandboxResult } from "../sandbox.ts";
import { findInside } from "./inside.ts";
import { type Parts, settingsOf } from "./settings.ts";
import { type Order, wrapperScript } from "./wrapper.ts";

/** What every run of this backend has in common. */
export type Setting = {
  readonly parts: Parts;
  /** A Node that the account can run. */
  readonly node: string;
  readonly account: Account | null;
  readonly graceMs: number;
};

/** One run, with a directory of its own for the engine's sockets and our texts, of which nothing is left. */
export async function runPlan(
  plan: Plan,
  setting: Setting,
  directory: string,
  attendance: Pick<Attendance, "onOutput" | "signal">,
): Promise<SandboxResult> {
  const own = await mkdtemp(join(directory, "run-"));
  try {
    const order = await writeOrder(plan, setting, own);
    return tellEnd(await attend(start(order, own, setting), plan, { ...attendance, graceMs: setting.graceMs }));
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Lays the launcher, the environment and the order; all of it is the account's. */
async function writeOrder(plan: Plan, { parts, account }: Setting, own: string): Promise<string> {
  const [launcher, environment, order] = [join(own, "launch"), join(own, "environment"), join(own, "order.json")];
  const limits = `mkdir -p /home/agent; { ulimit -u ${plan.limits.processes} || ulimit -p ${plan.limits.processes}; } 2>/dev/null || exit 1`;
  const words = ["/usr/bin/env", "-i", "/bin/sh", launcher, ...launcherArguments(plan)];
  const told: Order = {
    module: pathToFileURL(join(parts.directory, "dist/index.js")).href,
    settings: settingsOf(plan, parts, [launcher, environment]),
    // The engine's own shell becomes the command, which is then process 2 of what it sees.
    command: ["exec", ...words.map(quoteWord)].join(" "),
  };
  const texts = [
    [launcher, launcherText(environment, limits)],
    [environment, environmentText(plan.env)],
    [order, JSON.stringify(told)],
  ] as const;
  for (const [path, text] of texts) {
    await writeFile(path, text, { mode: 0o400 });
    if (account !== null) await chown(path, account.uid, account.gid);
  }
  await chmod(own, 0o700);
  if (account !== null) await chown(own, account.uid, account.gid);
  return order;
}

function start(order: string, own: string, { node, account }: Setting) {
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/nonexistent", TMPDIR: own };
  const subprocess = startEngine({ program: node, args: ["--input-type=module", "-e", wrapperScript, order], env, account });
  const { pid } = subprocess.nodeChildProcess;
  const find = async () => (pid === undefined ? null : findInside(pid));
  return {
    subprocess,
    findFirst: async () => (await find())?.first ?? null,
    askToEnd: () => void find().then((inside) => inside && signalProcess(inside.command, "SIGTERM")),
    // The wrapper, the engine and its helpers are one group; what is inside dies with the engine.
    end: () => void (pid !== undefined && signalProcess(-pid, "SIGKILL")),
  };
}

function tellEnd({ reason, refusal, released, engineExit, output, durationMs, startError }: Attended): SandboxResult {
  if (reason !== null) return { kind: "killed", by: reason, output, durationMs };
  if (refusal !== null) return refusal;
  if (released && engineExit !== undefined) return { kind: "exited", exitCode: engineExit, output, durationMs };
  if (released) return { kind: "killed", by: "signal", output, durationMs };
  const told = output.text.trim() || startError || "it said nothing";
  return refuse(
    `sandbox-runtime did not start the command: ${told.split("\n").at(-1)}`,
    "adjutant doctor says what this machine can enforce",
  );
}
