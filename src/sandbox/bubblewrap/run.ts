import { stopOnCancel } from "../cancellation.ts";
import { freeChunk } from "../chunk.ts";
import { letGoAfterEnd } from "../held-output.ts";
import { createOutputCollector, type StreamName } from "../output.ts";
import { stopOnOverflow } from "../overflow.ts";
import type { Plan } from "../plan.ts";
import { listTree } from "../process-tree.ts";
import type { Command, SandboxResult } from "../sandbox.ts";
import { checkShown } from "../shown.ts";
import { createStop } from "../stop.ts";
import { stopOnTimeout } from "../timeout.ts";
import { stopOnExcess } from "../watchdog.ts";
import { openCgroup } from "./cgroup.ts";
import { descriptor } from "./descriptors.ts";
import { tellEnd } from "./ending.ts";
import { watchEngine } from "./engine-process.ts";
import { releaseWhenReady } from "./release.ts";
import { type Setting, startEngine } from "./start.ts";
import { readStatus } from "./status.ts";
import { killTree } from "./tree-kill.ts";

/** The life of one run: started, listened to, stopped by the first reason if there is one, and told how it ended. */
export async function runPlan(plan: Plan, setting: Setting, signal: AbortSignal, onOutput?: Command["onOutput"]): Promise<SandboxResult> {
  const began = performance.now();
  const output = createOutputCollector(plan.limits.outputBytes);
  const group = setting.cgroups === null ? null : await openCgroup(setting.cgroups, plan.limits);
  const subprocess = startEngine(plan, setting);
  const child = subprocess.nodeChildProcess;
  const status = readStatus(subprocess.stdio[descriptor.status]);
  const engine = watchEngine(child, status);
  const cleanups: (() => void)[] = [];
  const stop = createStop((reason) => cleanups.push(killTree(engine, reason, setting.graceMs)));
  const { [descriptor.ready]: ready, [descriptor.release]: go } = subprocess.stdio;
  const release = releaseWhenReady([ready, go], status, stop, async (first) => {
    await group?.place(await listTree(first));
    return checkShown(first, plan.shown);
  });
  const take = (stream: StreamName) => (chunk: Uint8Array) => {
    output.add(stream, chunk);
    onOutput?.(stream, chunk);
    stopOnOverflow(stop, output.total(), plan.limits.outputKillBytes);
    freeChunk(chunk);
  };
  subprocess.stdout.on("data", take("stdout"));
  subprocess.stderr.on("data", take("stderr"));
  child.once("exit", stop.close);
  cleanups.push(
    stopOnTimeout(stop, plan.limits.timeoutMs),
    stopOnCancel(stop, signal),
    letGoAfterEnd(child),
    stopOnExcess(stop, status.firstPid, release.begun, plan),
  );
  const ended = await subprocess;
  for (const cleanup of cleanups) cleanup();
  const wasFull = (await group?.close()) ?? false;
  return tellEnd({
    reason: stop.reason() ?? (wasFull ? "memory" : null),
    refusal: release.refusal(),
    released: release.wasReleased(),
    exitCode: status.exitCode(),
    output: output.read(),
    durationMs: performance.now() - began,
    engineSignal: ended.signal,
    startError: ended.originalMessage,
  });
}
