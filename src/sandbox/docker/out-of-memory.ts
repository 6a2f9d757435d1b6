import { join } from "node:path";
import { readKernelFile } from "../kernel-file.ts";
import type { Stop } from "../stop.ts";

/** Time between two looks, milliseconds. */
const everyMs = 100;

/**
 * Stops a run whose control group the kernel found full: it ends one process only, and the others would go on without it. Returns what
 * ends the watch.
 */
export function stopOnFullGroup(stop: Stop, pid: number): () => void {
  const file = findCounter(pid);
  if (file === null) return () => {};
  const timer = setInterval(() => {
    if (/^oom_kill [1-9]/m.test(readKernelFile(file))) stop.request("memory");
  }, everyMs).unref();
  return () => clearInterval(timer);
}

/** Where the kernel counts for the group of a process how often it was full; null where that cannot be seen from here. */
function findCounter(pid: number): string | null {
  const groups = readKernelFile(`/proc/${pid}/cgroup`);
  const mounts = readKernelFile("/proc/self/mountinfo");
  const unified = /^0::(\/.*)$/m.exec(groups)?.[1];
  const memory = /^\d+:memory:(\/.*)$/m.exec(groups)?.[1];
  const first = memory === undefined ? / \/ (\S+) .*- cgroup2 /m.exec(mounts) : / \/ (\S+) .*- cgroup \S+ \S*\bmemory\b/m.exec(mounts);
  const path = memory ?? unified;
  if (first?.[1] === undefined || path === undefined) return null;
  return join(first[1], path, memory === undefined ? "memory.events" : "memory.oom_control");
}
