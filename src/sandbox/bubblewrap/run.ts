import type { Account, Command, SandboxResult } from "../sandbox.ts";
import { stopOnCancel } from "./cancellation.ts";
import { descriptor } from "./descriptors.ts";
import { tellEnd } from "./ending.ts";
import { letGoAfterEnd } from "./held-output.ts";
import { createOutputCollector, type StreamName } from "./output.ts";
import { stopOnOverflow } from "./overflow.ts";
import type { Plan } from "./plan.ts";
import { startEngine } from "./start.ts";
import { readStatus } from "./status.ts";
import { createStop } from "./stop.ts";
import { stopOnTimeout } from "./timeout.ts";
import { killTree } from "./tree-kill.ts";

/** What every run of this backend has in common. `graceMs` lies between SIGTERM and SIGKILL. */
export type Setting = { readonly engine: string; readonly account: Account | null; readonly graceMs: number };

/** The life of one run: started, listened to, stopped by the first reason if there is one, and told how it ended. */
export async function runPlan(plan: Plan, setting: Setting, signal: AbortSignal, onOutput?: Command["onOutput"]): Promise<SandboxResult> {
  const began = performance.now();
  const output = createOutputCollector(plan.limits.outputBytes);
  const subprocess = startEngine(plan, setting);
  const child = subprocess.nodeChildProcess;
  const status = readStatus(subprocess.stdio[descriptor.status], subprocess.stdio[descriptor.ready]);
  const engine = {
    isRunning: () => child.exitCode === null && child.signalCode === null,
    firstPid: status.firstPid,
    kill: () => child.kill("SIGKILL"),
  };
  const releases: (() => void)[] = [];
  const stop = createStop((reason) => releases.push(killTree(engine, reason, setting.graceMs)));
  const take = (stream: StreamName) => (chunk: Uint8Array) => {
    output.add(stream, chunk);
    onOutput?.(stream, chunk);
    stopOnOverflow(stop, output.total(), plan.limits.outputKillBytes);
  };
  subprocess.stdout.on("data", take("stdout"));
  subprocess.stderr.on("data", take("stderr"));
  child.once("exit", stop.close);
  releases.push(stopOnTimeout(stop, plan.limits.timeoutMs), stopOnCancel(stop, signal), letGoAfterEnd(child));
  const ended = await subprocess;
  for (const release of releases) release();
  const durationMs = performance.now() - began;
  return tellEnd({
    reason: stop.reason(),
    status,
    output: output.read(),
    durationMs,
    engineSignal: ended.signal,
    startError: ended.originalMessage,
  });
}
