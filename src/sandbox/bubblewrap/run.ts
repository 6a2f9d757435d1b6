import { stopOnCancel } from "../cancellation.ts";
import { freeChunk } from "../chunk.ts";
import { letGoAfterEnd } from "../held-output.ts";
import { createOutputCollector, type StreamName } from "../output.ts";
import { stopOnOverflow } from "../overflow.ts";
import type { Plan } from "../plan.ts";
import { listTree } from "../process-tree.ts";
import type { Command, SandboxResult } from "../sandbox.ts";
import { expectShown } from "../shown.ts";
import { createStop } from "../stop.ts";
import { stopOnTimeout } from "../timeout.ts";
import { stopOnExcess } from "../watchdog.ts";
import { type Cgroup, openCgroup } from "./cgroup.ts";
import { descriptor } from "./descriptors.ts";
import { tellEnd } from "./ending.ts";
import { watchEngine } from "./engine-process.ts";
import { releaseWhenReady } from "./release.ts";
import { type Setting, startEngine } from "./start.ts";
import { readStatus, type Status } from "./status.ts";
import { killTree } from "./tree-kill.ts";

/** The life of one run: started, listened to, stopped by the first reason if there is one, and told how it ended. */
export async function runPlan(plan: Plan, setting: Setting, signal: AbortSignal, onOutput?: Command["onOutput"]): Promise<SandboxResult> {
  const began = performance.now();
  const output = createOutputCollector(plan.limits.outputBytes);
  const examine = expectShown(plan.shown);
  const opening = setting.cgroups === null ? null : openCgroup(setting.cgroups, plan.limits);
  const subprocess = startEngine(plan, setting);
  const child = subprocess.nodeChildProcess;
  const status = readStatus(subprocess.stdio[descriptor.status]);
  const engine = watchEngine(child, status);
  const cleanups: (() => void)[] = [];
  const stop = createStop((reason) => cleanups.push(killTree(engine, reason, setting.graceMs)));
  const { [descriptor.ready]: ready, [descriptor.release]: go } = subprocess.stdio;
  const grouped = opening === null ? null : putInGroup(opening, status);
  const release = releaseWhenReady([ready, go], status, stop, async (first) => {
    await (await grouped)?.place(await listTree(first));
    return examine(first);
  });
  const take = (stream: StreamName) => (chunk: Uint8Array) => {
    output.add(stream, chunk);
    // What bwrap and the launcher say is no output of the command; it explains why there is none.
    if (release.wasReleased()) onOutput?.(stream, chunk);
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
  const wasFull = (await (await opening)?.close()) ?? false;
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

/** The run's group, with its first process in it while that is still setting up: moving it takes the kernel some time. */
async function putInGroup(opening: Promise<Cgroup | null>, { firstPid }: Status): Promise<Cgroup | null> {
  const [group, first] = await Promise.all([opening, firstPid]);
  if (first !== null) await group?.place([first]);
  return group;
}
