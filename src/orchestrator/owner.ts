import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Name of this process as an owner of leases: host, pid, and when the process began, so that a reused pid is not it. */
export function nameOwner(pid = process.pid): string {
  return `${hostname()} ${pid} ${startOf(pid) ?? "0"}`;
}

/** Whether an owner of this machine is certainly gone. Owners of other machines are never judged. */
export function isGone(owner: string): boolean {
  const [host, pid, started] = owner.split(" ");
  if (host !== hostname() || pid === undefined) return false;
  const start = startOf(Number(pid));
  if (process.platform === "linux") return start === null || start !== started;
  return !answers(Number(pid));
}

/** Start time of a process in ticks since boot; null when there is none. A zombie is gone: it holds nothing any more. */
function startOf(pid: number): string | null {
  try {
    // The command's name may contain blanks and parentheses; the fields begin after the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
