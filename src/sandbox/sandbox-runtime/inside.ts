import { readKernelFile } from "../kernel-file.ts";
import { listTree } from "../process-tree.ts";

/** The command and the first process of the namespace it is in, as this machine numbers them; null where they are not there. */
export type Inside = { readonly first: number; readonly command: number };

/** Of all that the wrapper has started, what lies in the most namespaces of processes (Linux: proc_pid_status(5), NSpid). */
export async function findInside(wrapper: number): Promise<Inside | null> {
  const pids = await listTree(wrapper);
  const numbered = pids.map((pid) => ({ pid, numbers: numbersOf(pid) })).filter(({ numbers }) => numbers.length > 1);
  const depth = Math.max(0, ...numbered.map(({ numbers }) => numbers.length));
  const innermost = numbered.filter(({ numbers }) => numbers.length === depth);
  const first = innermost.find(({ numbers }) => numbers.at(-1) === 1)?.pid;
  const command = innermost.find(({ numbers }) => numbers.at(-1) === 2)?.pid;
  return first === undefined || command === undefined ? null : { first, command };
}

function numbersOf(pid: number): readonly number[] {
  const line = /^NSpid:\s*(.*)$/m.exec(readKernelFile(`/proc/${pid}/status`))?.[1] ?? "";
  return line.split(/\s+/).filter(Boolean).map(Number);
}
