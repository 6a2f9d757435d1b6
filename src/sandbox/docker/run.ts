import { randomBytes } from "node:crypto";
import { stopOnCancel } from "../cancellation.ts";
import { freeChunk } from "../chunk.ts";
import { letGoAfterEnd } from "../held-output.ts";
import { createOutputCollector, type StreamName } from "../output.ts";
import { stopOnOverflow } from "../overflow.ts";
import type { Plan } from "../plan.ts";
import type { Refusal } from "../refusal.ts";
import type { Command, SandboxResult } from "../sandbox.ts";
import { createStop } from "../stop.ts";
import { stopOnTimeout } from "../timeout.ts";
import { stopOnExcess } from "../watchdog.ts";
import { createArguments } from "./arguments.ts";
import { startAttached } from "./client.ts";
import { type Container, createContainer } from "./container.ts";
import { tellEnd } from "./ending.ts";
import { type Files, removeText } from "./files.ts";
import { createHandshake } from "./handshake.ts";
import { environmentText } from "./launcher.ts";
import { stopOnFullGroup } from "./out-of-memory.ts";
import { releaseWhenReady } from "./release.ts";
import type { Setting } from "./setting.ts";
import { endContainer } from "./stopping.ts";

/** One run: its container is made, it is run in it, and nothing of either is left. */
export async function runPlan(
  plan: Plan,
  setting: Setting,
  files: Files,
  signal: AbortSignal,
  onOutput?: Command["onOutput"],
): Promise<SandboxResult> {
  const environment = await files.add(`environment-${randomBytes(8).toString("hex")}`, environmentText(plan.env));
  try {
    const made = await createContainer(setting.docker, files.directory, createArguments(plan, setting, files, environment));
    if (made.kind === "refused") return made;
    try {
      return await runIn(made.value, plan, setting, signal, onOutput);
    } finally {
      await made.value.remove();
    }
  } finally {
    await removeText(environment);
  }
}

/** The life of the command: started, listened to, stopped by the first reason if there is one, and told how it ended. */
async function runIn(
  container: Container,
  plan: Plan,
  { docker, graceMs }: Setting,
  signal: AbortSignal,
  onOutput?: Command["onOutput"],
): Promise<SandboxResult> {
  const began = performance.now();
  const output = createOutputCollector(plan.limits.outputBytes);
  const subprocess = startAttached(docker, container.name);
  const child = subprocess.nodeChildProcess;
  const cleanups: (() => void)[] = [];
  const stop = createStop((reason) => cleanups.push(endContainer(container, reason, release.wasReleased(), graceMs)));
  const release = releaseWhenReady(subprocess.stdin, container, plan, stop);
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
  void release.begun.then((pid) => {
    if (stop.isOpen()) cleanups.push(stopOnTimeout(stop, plan.limits.timeoutMs), stopOnFullGroup(stop, pid));
  });
  cleanups.push(
    stopOnCancel(stop, signal),
    letGoAfterEnd(child),
    stopOnExcess(
      stop,
      release.begun,
      release.begun.then(() => {}),
      plan,
    ),
  );
  const ended = await subprocess;
  for (const cleanup of cleanups) cleanup();
  const refusal: Refusal | null = release.refusal();
  return tellEnd({
    reason: stop.reason(),
    refusal,
    released: release.wasReleased(),
    end: await container.findEnd(),
    output: output.read(),
    durationMs: performance.now() - began,
    startError: ended.originalMessage,
  });
}
