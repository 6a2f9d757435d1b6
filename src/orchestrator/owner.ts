import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, readlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The machine as tasks are bound to it: a name kept beside the workspaces, because it is them that a task cannot leave. A
 * host name is no such thing: containers change it, or share it.
 */
export function nameHost(home: string): string {
  const path = join(home, "host-id");
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, `host_${randomUUID()}\n`, { mode: 0o644 });
  try {
    // Whole or not at all: a link is made only where none is, and nobody reads a name half written.
    linkSync(mine, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    unlinkSync(mine);
  }
  return readFileSync(path, "utf8").trim();
}

/**
 * Name of this process as an owner of leases: the host, the boot and process namespace its pid means something in, the pid,
 * and when the process began, so that a reused pid is not it.
 */
export function nameOwner(host: string, pid = process.pid): string {
  return `${host} ${namespaceOf()} ${pid} ${startOf(pid) ?? "0"}`;
}

/** Where pids are unique: one boot, one process namespace. */
function namespaceOf(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "local";
  }
}

/** Whether an owner is certainly gone. Of owners elsewhere, or in another process namespace, nothing is known; of an earlier boot, it is. */
export function isGone(owner: string, host: string): boolean {
  const [where, namespace, pid, started] = owner.split(" ");
  if (where !== host || namespace === undefined || pid === undefined) return false;
  const [boot, space] = namespace.split("/");
  const [ownBoot, ownSpace] = namespaceOf().split("/");
  if (boot !== ownBoot) return namespace !== "local";
  if (space !== ownSpace) return false;
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
