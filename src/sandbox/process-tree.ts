import { readdir, readFile, statfs } from "node:fs/promises";

/**
 * A process and all its descendants, as the host sees them. Inside a sandbox nobody leaves that tree: whoever loses its parent
 * becomes a child of the first process.
 */
export async function listTree(root: number): Promise<readonly number[]> {
  const pids: number[] = [root];
  // Those that are found on the way are gone through, too.
  for (const pid of pids) pids.push(...(await listChildren(pid)));
  return pids;
}

/** Children are kept by the thread that made them. */
async function listChildren(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => readText(`/proc/${pid}/task/${thread}/children`)));
  return lists.flatMap((list) => list.trim().split(" ").filter(Boolean).map(Number));
}

/**
 * Bytes of memory that processes hold together, in swap, too, with their page tables: a mapping that holds nothing can have
 * gigabytes of these. What is shared is counted for each of them at first, which is
 * cheap to read; only when that is above `limit` it is counted by shares. What does not let itself be read by shares counts whole.
 */
export async function measureMemory(pids: readonly number[], limit: number): Promise<number> {
  const tell = (pid: number) => readText(`/proc/${pid}/status`);
  const whole = (text: string) => kilobytes(text, /^(?:RssAnon|RssShmem|VmSwap|VmPTE)$/);
  const texts = await Promise.all(pids.map(tell));
  const most = sum(texts.map(whole));
  if (most <= limit) return most;
  const shares = pids.map(async (pid, index) => {
    const text = await readText(`/proc/${pid}/smaps_rollup`);
    // Asked again: who has ended meanwhile holds nothing any more.
    if (text === "") return whole(await tell(pid));
    return kilobytes(text, /^(?:Pss_Anon|Pss_Shmem|SwapPss)$/) + kilobytes(texts[index] ?? "", /^VmPTE$/);
  });
  return sum(await Promise.all(shares));
}

/** What the kernel keeps of each file, bytes. */
const inodeBytes = 1024;

/** Bytes of memory that is used by directories which lie there and may be written, by the first process of a sandbox. Their size may be limited; the number of their files is not. */
export async function measureScratch(first: number): Promise<number> {
  const mounts = (await readText(`/proc/${first}/mounts`)).matchAll(/^\S+ (\S+) tmpfs rw\b/gm);
  const paths = new Set([...mounts].map(([, path = ""]) => path));
  const used = [...paths].map(async (path) => {
    const found = await statfs(`/proc/${first}/root${path}`).catch(() => null);
    if (found === null) return 0;
    const { bsize, blocks, bfree, files, ffree } = found;
    return (blocks - bfree) * bsize + (files - ffree) * inodeBytes;
  });
  return sum(await Promise.all(used));
}

function kilobytes(text: string, names: RegExp): number {
  const lines = text.split("\n").map((line) => line.split(/[:\s]+/));
  return sum(lines.filter(([name = ""]) => names.test(name)).map(([, value]) => Number(value) * 1024));
}

/** Empty when the process is gone. */
function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
