import { freemem, totalmem } from "node:os";
import type { Plan } from "./plan.ts";
import { listTree, measureMemory, measureScratch } from "./process-tree.ts";
import { measureSockets } from "./sockets.ts";
import type { Stop } from "./stop.ts";
import { measureRoom, measureWritten } from "./written.ts";

/** Time between two looks, milliseconds (sandbox.md: limits). What grows faster than that is caught by the limits of each process. */
const everyMs = 100;

/**
 * Stops a run whose processes together hold more memory than its limit, or that wrote more bytes or files. Soft limits: looked at
 * ten times a second, from a tenth of a second after the command begins. Returns what ends the watch.
 */
export function stopOnExcess(stop: Stop, firstPid: Promise<number | null>, begun: Promise<void>, plan: Plan): () => void {
  const disk = watchDisk(plan);
  const memory = Math.min(plan.limits.treeMemoryBytes, 0.75 * totalmem());
  const machine = watchMachine();
  const look = async (first: number) => {
    const pids = await listTree(first);
    const left = memory - (await measureScratch(first)) - Math.min(await measureSockets(pids), machine.lost());
    if ((await measureMemory(pids, left)) > left || machine.isShort(memory)) return stop.request("memory");
    if (await disk.isExceeded(pids)) stop.request("disk");
  };
  let timer: NodeJS.Timeout | undefined;
  const watch = async (first: number): Promise<void> => {
    // A look that fails tells nothing; the next one is due in any case.
    await look(first).catch(() => {});
    later(first);
  };
  const later = (first: number) => {
    if (stop.isOpen()) timer = setTimeout(watch, everyMs, first).unref();
  };
  // Before the command begins, its first process still sees the host's files; and then there is nothing to see yet.
  void Promise.all([firstPid, begun]).then(([first]) => (first === null ? undefined : later(first)));
  return () => clearTimeout(timer);
}

/** So much of the machine's memory is left to others. */
const reserved = 0.05;

/**
 * Some memory of the kernel is in nobody's account: locks, tables of mappings, sockets on their way. A run during which much has gone ends when next
 * to nothing is left, before the machine picks a process of its own choice.
 */
function watchMachine() {
  const before = freemem();
  const lost = () => Math.max(0, before - freemem());
  return { lost, isShort: (limit: number) => freemem() < reserved * totalmem() && lost() > limit / 2 };
}

/**
 * Room on the disk is asked for every time, which costs nothing; what the run itself has written is only counted when so much
 * room is gone that it may be above its limit, and then only when as much more is gone as was missing.
 */
function watchDisk({ workspace, writes, binds, limits }: Plan) {
  const began = Date.now();
  const roots = [...writes.map((path) => `${workspace}/${path}`), ...binds.filter(({ writable }) => writable).map(({ source }) => source)];
  const before = measureRoom(roots);
  before.catch(() => {}); // told by every look
  let bearable = { bytes: limits.writtenBytes, files: limits.writtenFiles };
  return {
    async isExceeded(pids: readonly number[]): Promise<boolean> {
      const [then, now] = [await before, await measureRoom(roots)];
      const gone = { bytes: then.bytes - now.bytes, files: then.files - now.files };
      if (gone.bytes <= bearable.bytes && gone.files <= bearable.files) return false;
      if (now.isNearlyFull) return true;
      const written = await measureWritten(roots, pids, began);
      bearable = { bytes: gone.bytes + limits.writtenBytes - written.bytes, files: gone.files + limits.writtenFiles - written.files };
      return written.bytes > limits.writtenBytes || written.files > limits.writtenFiles;
    },
  };
}
