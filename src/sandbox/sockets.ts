import { readFileSync } from "node:fs";
import { readdir, readlink } from "node:fs/promises";

/** More than programs have for their work, all of a run together. */
const usual = 256;

/**
 * Bytes of memory that the sockets of processes may hold in the kernel: what was sent and not read is in nobody's account there, so each
 * socket beyond the usual number counts with all that its buffer can take. Together they hold no more than the machine has lost.
 */
export async function measureSockets(pids: readonly number[]): Promise<number> {
  const opened = await Promise.all(
    pids.map(async (pid) => (await readdir(`/proc/${pid}/fd`).catch(() => [])).map((fd) => `/proc/${pid}/fd/${fd}`)),
  );
  const paths = opened.flat();
  if (paths.length <= usual) return 0;
  const things = await Promise.all(paths.map((path) => readlink(path).catch(() => "")));
  const sockets = new Set(things.filter((thing) => thing.startsWith("socket:")));
  return Math.max(0, sockets.size - usual) * readBuffer();
}

/** The kernel takes twice what a program may ask for (Linux: socket(7), SO_SNDBUF). */
function readBuffer(): number {
  const most = Number(readFileSync("/proc/sys/net/core/wmem_max", "utf8"));
  return 2 * (most > 0 ? most : 212_992);
}
