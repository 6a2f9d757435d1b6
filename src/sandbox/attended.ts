import { stopOnCancel } from "./cancellation.ts";
import { freeChunk } from "./chunk.ts";
import { type Engine, endRun } from "./engine.ts";
import { createHandshake } from "./handshake.ts";
import { letGoAfterEnd } from "./held-output.ts";
import { createOutputCollector, type StreamName } from "./output.ts";
import { stopOnOverflow } from "./overflow.ts";
import type { Plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { releaseWhenReady } from "./release.ts";
import type { Command, KillReason, Output } from "./sandbox.ts";
import { createStop, type Stop } from "./stop.ts";
import { stopOnTimeout } from "./timeout.ts";
import { stopOnExcess } from "./watchdog.ts";

/** What a run that was attended to its end came to. */
export type Attended = {
  /** Why it was stopped. */
  readonly reason: KillReason | null;
  /** Why the command was not let go. */
  readonly refusal: Refusal | null;
  /** Whether the command was started at all. */
  readonly released: boolean;
  readonly output: Output;
  readonly durationMs: number;
  /** What the engine's own process ended with, and why it could not be started. */
  readonly engineExit: number | undefined;
  readonly startError: string | undefined;
};

/** Who attends: when to stop, how long to wait after it, whom to tell. */
export type Attendance = {
  readonly signal: AbortSignal;
  /** Time between SIGTERM and SIGKILL, milliseconds. */
  readonly graceMs: number;
  readonly onOutput: Command["onOutput"];
  /** A watch of the backend's own, over the first process of what the command sees; returns what ends it. */
  readonly watch?: (stop: Stop, first: number) => () => void;
};

/** The life of a command behind our launcher: listened to, let go, stopped by the first reason if there is one. */
export async function attend(engine: Engine, plan: Plan, { signal, graceMs, onOutput, watch }: Attendance): Promise<Attended> {
  const began = performance.now();
  const { subprocess } = engine;
  const output = createOutputCollector(plan.limits.outputBytes);
  const child = subprocess.nodeChildProcess;
  const cleanups: (() => void)[] = [];
  const stop = createStop((reason) => cleanups.push(endRun(engine, reason, release.wasReleased(), graceMs)));
  const release = releaseWhenReady(subprocess.stdin, engine, plan, stop);
  const shake = createHandshake(release.tellReady);
  const take = (stream: StreamName) => (chunk: Uint8Array) => {
    const printed = stream === "stdout" ? shake(chunk) : chunk;
    output.add(stream, printed);
    if (printed.length > 0 && release.wasReleased()) onOutput?.(stream, printed);
    stopOnOverflow(stop, output.total(), plan.limits.outputKillBytes);
    freeChunk(chunk);
  };
  subprocess.stdout.on("data", take("stdout"));
  subprocess.stderr.on("data", take("stderr"));
  child.once("exit", stop.close);
  const begun = release.begun.then((first) => {
    if (!stop.isOpen()) return;
    cleanups.push(stopOnTimeout(stop, plan.limits.timeoutMs));
    if (watch !== undefined) cleanups.push(watch(stop, first));
  });
  cleanups.push(stopOnCancel(stop, signal), letGoAfterEnd(child), stopOnExcess(stop, release.begun, begun, plan));
  const ended = await subprocess;
  for (const cleanup of cleanups) cleanup();
  return {
    reason: stop.reason(),
    refusal: release.refusal(),
    released: release.wasReleased(),
    output: output.read(),
    durationMs: performance.now() - began,
    engineExit: ended.exitCode,
    startError: ended.originalMessage,
  };
}
