import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, readlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * The machine as tasks are bound to it: a name kept beside the workspaces, because it is them that a task cannot leave. A
 * host name is no such thing: containers change it, or share it.
 */
export function nameHost(home: string): string {
  const path = join(home, "host-id");
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, `host_${label()}${randomUUID()}\n`, { mode: 0o644 });
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

/** What the machine is called now, as a hint for people: the rest of the name is what tells it from others. */
function label(): string {
  const name =
    hostname()
      .split(".", 1)[0]
      ?.replaceAll(/[^A-Za-z0-9-]/g, "") ?? "";
  return name === "" ? "" : `${name}_`;
}

/**
 * Name of this process as an owner of leases: the host, the boot and process namespace its pid means something in, the pid,
 * and when the process began, so that a reused pid is not it.
 */
export function nameOwner(host: string, pid = process.pid): string {
  return `${host} ${namespaceOf()} ${pid} ${lookAt(pid)?.start ?? "0"}`;
}

/** Where there is no /proc to ask. */
const unknown = "local";

/** Where pids are unique: one boot, one process namespace. */
function namespaceOf(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return unknown;
  }
}

/**
 * Whether an owner is certainly gone: only of processes that this one would see if they lived. Of another boot nothing is
 * known, since two machines may share a home: its leases run out by themselves.
 */
export function isGone(owner: string, host: string): boolean {
  const [where, namespace, pid, started] = owner.split(" ");
  if (where !== host || pid === undefined || namespace !== namespaceOf()) return false;
  if (process.platform !== "linux") return !answers(Number(pid));
  // Without /proc nobody knows in which namespace anybody is.
  if (namespace === unknown) return false;
  const found = lookAt(Number(pid));
  // A process of somebody else may be hidden (hidepid): then only its number tells that it is there.
  return found === null ? !answers(Number(pid)) : found.ended || found.start !== started;
}

/**
 * Whether an owner is certainly alive: only of processes that this one sees, by exactly their name. Of a living one that lost its
 * lease it is known that it ends by itself what it ran; of all others nothing is.
 */
export function isAlive(owner: string, host: string): boolean {
  const pid = Number(owner.split(" ")[2]);
  if (!Number.isInteger(pid) || nameOwner(host, pid) !== owner) return false;
  const found = lookAt(pid);
  return found === null ? process.platform !== "linux" && answers(pid) : !found.ended;
}

type Found = { readonly start: string; readonly ended: boolean };

/** A process as /proc shows it; null where it shows none. A zombie has ended: it holds nothing any more. */
function lookAt(pid: number): Found | null {
  try {
    // The command's name may contain blanks and parentheses; the fields begin after the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { start: fields[19] ?? "", ended: fields[0] === "Z" };
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
