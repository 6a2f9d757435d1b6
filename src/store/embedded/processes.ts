import type { Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runOnHost } from "../../host/process.ts";

/**
 * The PostgreSQL processes that live in a data directory, postmaster and children alike: every one has its working
 * directory there, and nothing else of that name does. A pid file alone may name a stranger by now.
 */
export async function findServerProcesses(data: string): Promise<readonly number[]> {
  const directory = await stat(data).catch(() => null);
  if (directory === null) return [];
  return process.platform === "linux" ? findInProc(directory) : findByLsof(data);
}

/** Waits until nothing lives in the data directory; false when `timeoutMs` pass first. */
export async function waitUntilDeserted(data: string, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while ((await findServerProcesses(data)).length > 0) {
    if (performance.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

/** What the server wrote down about itself when it started, unless it is too short to have been written whole. */
export type PidFile = { readonly pid: number; readonly ready: boolean };

/** Reads `postmaster.pid`: the first line is the postmaster's pid, the eighth its state (PostgreSQL: pidfile.h). */
export async function readPidFile(data: string): Promise<PidFile | null> {
  const lines = (await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === "ready" } : null;
}

async function findInProc(directory: Stats): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const living = await Promise.all(pids.map(async (pid) => ((await livesIn(directory, pid)) ? [Number(pid)] : [])));
  return living.flat();
}

/** By device and inode, so that a mount or a link in the path changes nothing. */
async function livesIn(directory: Stats, pid: string): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  if (name !== "postgres\n") return false;
  const cwd = await stat(`/proc/${pid}/cwd`).catch(() => null);
  return cwd !== null && cwd.dev === directory.dev && cwd.ino === directory.ino;
}

/** Where there is no /proc (macOS): lsof prints a `p` line with the pid, then an `n` line with the directory. */
async function findByLsof(data: string): Promise<readonly number[]> {
  const result = await runOnHost({ argv: ["/usr/sbin/lsof", "-a", "-c", "postgres", "-d", "cwd", "-F", "pn"] });
  if (result.kind !== "exited") throw new Error("lsof could not be run, so it is unknown whether a server lives in the data directory");
  const entries = result.stdout.matchAll(/^p(\d+)\n(?:f.*\n)?n(.*)$/gm);
  return [...entries].filter(([, , directory]) => directory === data).map(([, pid]) => Number(pid));
}
