import { readdir, readFile } from "node:fs/promises";

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
 * Bytes of memory that processes hold together, in swap, too. What is shared is counted for each of them at first, which is
 * cheap to read; only when that is above `limit` it is counted by shares. What does not let itself be read by shares counts whole.
 */
export async function measureMemory(pids: readonly number[], limit: number): Promise<number> {
  const whole = await Promise.all(
    pids.map(async (pid) => kilobytes(await readText(`/proc/${pid}/status`), /^(?:RssAnon|RssShmem|VmSwap)$/)),
  );
  if (sum(whole) <= limit) return sum(whole);
  const shares = pids.map(async (pid, index) => {
    const text = await readText(`/proc/${pid}/smaps_rollup`);
    return text === "" ? (whole[index] ?? 0) : kilobytes(text, /^(?:Pss_Anon|Pss_Shmem|SwapPss)$/);
  });
  return sum(await Promise.all(shares));
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
