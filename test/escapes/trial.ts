import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Attack, hasEscaped } from "../../src/sandbox/attacks/attack.ts";
import { smallLimits } from "../../src/sandbox/attacks/attempt.ts";
import type { Bait } from "../../src/sandbox/attacks/bait.ts";
import type { Sandbox, SandboxLimits } from "../../src/sandbox/sandbox.ts";
import { findProcesses, openScene, printed, type Scene } from "../sandbox/scene.ts";

/** An attack as the suite tries it: in the sandbox, and as a control outside of it. */
export type Trial = Attack & {
  /** Why it cannot be shown to work on this machine; null: it can. It is tried in the sandbox all the same. */
  readonly hindrance?: () => string | null;
  /** Why it may not work outside either, on a machine that holds even root back: then it is not shown to work there. */
  readonly excuse?: string;
  readonly limits?: Partial<SandboxLimits>;
  /** What may be written; all of the workspace unless it says otherwise. */
  readonly writes?: readonly string[];
  /** It is what it leaves behind that escapes: it puts a file `escaped` into the workspace when the run is over. */
  readonly late?: true;
};

const root = process.getuid?.() === 0;

/** Why there is no control here; null where there is. */
export function hindranceOf({ hindrance, control }: Trial): string | null {
  return control === "root" && !root ? "takes root" : (hindrance?.() ?? null);
}

/** Whether it gets through the sandbox. */
export async function escapes(trial: Trial, sandbox: Sandbox, bait: Bait): Promise<boolean> {
  await using scene = await openScene(sandbox);
  await scene.onHost(setting);
  const limits = { ...smallLimits, ...trial.limits };
  const env = { ...bait.env, WORKSPACE: "/workspace" };
  const result = await scene.run(trial.script, { grant: { writes: trial.writes ?? ["."], env }, limits });
  if (result.kind === "refused") throw new Error(`nothing was tried: ${result.reason}`);
  return trial.late === true ? await leftBehind(scene, bait) : hasEscaped(printed(result));
}

/** Whether it works without a sandbox, as the account or as root. Mounts it makes are its own. */
export async function works(trial: Trial, sandbox: Sandbox, bait: Bait): Promise<boolean> {
  await using scene = await openScene(sandbox);
  await scene.onHost(setting);
  const argv = ["/bin/sh", "-c", trial.script];
  const as = trial.control === "root" ? ["/usr/bin/unshare", "--mount", ...argv] : argv;
  const text = await run(as, scene, {
    account: trial.control === "root" ? null : sandbox.account,
    env: { ...bait.env, WORKSPACE: scene.workspace },
  });
  return trial.late === true ? await leftBehind(scene, bait) : hasEscaped(text);
}

/** What every workspace has: something approved and something beside it. */
const setting = "mkdir dist src; echo theirs > src/file";

type Way = { readonly account: Sandbox["account"]; readonly env: Readonly<Record<string, string>> };

async function run([file = "", ...args]: readonly string[], scene: Scene, { account, env }: Way): Promise<string> {
  const drop = account === null ? {} : { uid: account.uid, gid: account.gid };
  const path = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin", LANG: "C.UTF-8" };
  const child = spawn(file, args, {
    cwd: scene.workspace,
    env: { ...path, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    ...drop,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => void chunks.push(chunk.subarray(-4096)));
  await new Promise((resolve, reject) => child.once("exit", resolve).once("error", reject));
  await Promise.race([new Promise((resolve) => child.once("close", resolve)), setTimeout(500)]);
  return Buffer.concat(chunks.slice(-64)).toString();
}

/** Waits until the file is there, or until nobody is left who could put it there. */
async function leftBehind({ workspace }: Scene, { mark }: Bait): Promise<boolean> {
  for (;;) {
    const [isOver, isThere] = [(await findProcesses(`late-${mark}`)).length === 0, existsSync(join(workspace, "escaped"))];
    if (isOver || isThere) return isThere || existsSync(join(workspace, "escaped"));
    await setTimeout(50);
  }
}
