import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readlinkSync, rmdirSync, statSync } from "node:fs";
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readKernelFile } from "../kernel-file.ts";
import type { SandboxLimits } from "../sandbox.ts";

/** The control group of one run, where the kernel itself holds the limits of all its processes together. */
export type Cgroup = {
  /** Moves processes in; their children are born there. One that is gone by then is nobody's loss. */
  place(pids: readonly number[]): Promise<void>;
  /** Kills what is left in it and takes it away. Tells whether its processes were killed because their memory was full. */
  close(): Promise<boolean>;
};

const prefix = "adjutant-run-";
/** A group without processes whose maker cannot be asked after is only abandoned once it is this old, ms: a young one is about to be filled. */
const abandonedMs = 60_000;

/** Who makes groups: a process, by its number where that means it. */
const maker = { namespace: readNamespace(), pid: process.pid };

/**
 * Where groups of runs are made, and can hold limits; null where there is no such place, and only the watchdog counts (sandbox.md:
 * limits): a group that can hold none keeps nobody from anything, and each move into one waits for all processors.
 */
export function findCgroupBase(): string | null {
  const place = findCgroupPlace();
  const handedDown = place === null ? "" : readKernelFile(join(place, "cgroup.subtree_control"));
  return /\b(?:memory|pids)\b/.test(handedDown) ? place : null;
}

/**
 * Where groups may be made: a cgroup v2 that was delegated to us, beside or below our own; null where there is none. Takes away what
 * runs of a killed process left.
 */
export function findCgroupPlace(): string | null {
  const own = /^0::(\/.*)$/m.exec(readKernelFile("/proc/self/cgroup"))?.[1];
  const mount = /^\d+ \d+ \S+ \/ (\S+) .*- cgroup2 /m.exec(readKernelFile("/proc/self/mountinfo"))?.[1];
  if (own === undefined || mount === undefined) return null;
  // A group with processes can hand no limits to groups below it, unless it is the root.
  const beside = own === "/" ? mount : join(mount, dirname(own));
  if (!isWritable(beside)) return null;
  sweep(beside);
  return beside;
}

/** A group with the limits that this machine can hold there; null when it cannot be made after all. */
export async function openCgroup(base: string, limits: SandboxLimits): Promise<Cgroup | null> {
  const path = join(base, `${prefix}${maker.namespace}-${maker.pid}-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(path);
  } catch {
    return null;
  }
  // A controller that was not delegated has no file here.
  const set = (file: string, value: number | string) => writeFile(join(path, file), String(value)).catch(() => {});
  await Promise.all([
    set("memory.max", limits.treeMemoryBytes),
    set("memory.swap.max", 0),
    set("memory.oom.group", 1),
    set("pids.max", limits.processes),
  ]);
  return {
    place: async (pids) => {
      const there = readKernelFile(join(path, "cgroup.procs")).split("\n");
      for (const pid of pids) if (!there.includes(String(pid))) await set("cgroup.procs", pid);
    },
    close: async () => {
      const wasFull = /^oom_group_kill [1-9]/m.test(readKernelFile(join(path, "memory.events")));
      await set("cgroup.kill", 1);
      await removeEmptied(path);
      return wasFull;
    },
  };
}

/** What was killed stays in its group until it is reaped. */
async function removeEmptied(path: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isGone = await rmdir(path).then(
      () => true,
      (error: unknown) => !(error instanceof Error && "code" in error && error.code === "EBUSY"),
    );
    if (isGone) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function sweep(base: string): void {
  for (const name of readdirSync(base).filter((one) => one.startsWith(prefix))) {
    try {
      if (isAbandoned(name, statSync(join(base, name)).mtimeMs)) rmdirSync(join(base, name));
    } catch {
      // In use, or another process was faster.
    }
  }
}

/** At once where its maker is known to be gone; a number from another namespace may be anybody's here. */
function isAbandoned(name: string, madeMs: number): boolean {
  const [namespace, pid] = name.slice(prefix.length).split("-");
  const isKnown = namespace === maker.namespace && maker.namespace !== "";
  return (isKnown && !existsSync(`/proc/${pid}`)) || Date.now() - madeMs > abandonedMs;
}

/** The number of our process namespace; empty where it has none. */
function readNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "";
  } catch {
    return "";
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(join(path, "cgroup.procs"), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
