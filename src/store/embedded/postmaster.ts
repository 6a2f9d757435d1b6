import { readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "../../domain/problem.ts";
import type { HostAccount } from "../../host/account.ts";
import { launchOnHost } from "../../host/process.ts";
import type { DatabaseAddress } from "../address.ts";
import type { Binaries } from "./binaries.ts";
import { knock } from "./knock.ts";
import type { Places } from "./places.ts";
import { socketName } from "./places.ts";
import { findServerProcesses, readPidFile, waitUntilDeserted } from "./processes.ts";

/** One machine's own server: no network, no standby, small memory, and every commit on disk (platforms.md: embedded Postgres). */
const settings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "100",
  shared_buffers: "64MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  jit: "off",
  fsync: "on",
  timezone: "UTC",
  log_timezone: "UTC",
} as const;

/** Crash recovery answers "starting up" for as long as it takes; past this we say so instead of waiting on. */
const patienceMs = 120_000;
/** A server that lives but does not even refuse has lost its socket or its postmaster. */
const silenceMs = 3_000;
const largestLogBytes = 8 * 1024 ** 2;

/**
 * Waits for a server that is there but not yet ready. True when it answers in the end; false when none is left and the
 * data directory is deserted. One that nobody can reach any more is ended.
 */
export async function waitForRunning(places: Places, address: DatabaseAddress): Promise<boolean> {
  const start = performance.now();
  let heard = start;
  for (;;) {
    const reply = await knock(address);
    if (reply === "answers") return true;
    if (reply === "busy") heard = performance.now();
    // Only silence is proof: a server in another container of ours is not among the processes we see.
    else if ((await findServerProcesses(places.data)).length === 0) return false;
    if (performance.now() - start > patienceMs) throw notReady(places);
    if (performance.now() - heard > silenceMs) {
      await stopPostmaster(places);
      await endOrphans(places);
      return false;
    }
    await pause(20);
  }
}

/** Starts the server in a deserted data directory and waits until it answers. */
export async function startPostmaster(
  places: Places,
  binaries: Binaries,
  account: HostAccount | null,
  address: DatabaseAddress,
): Promise<void> {
  await removeStaleLocks(places);
  const logged = await rotateLog(places.log);
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const argv = [binaries.postgres, "-D", places.data, "-k", places.socket, ...flags] as const;
  const daemon = launchOnHost({ argv: [...argv], env: { LC_ALL: "C", TZ: "UTC" }, account }, places.log);
  let running = true;
  void daemon.ended.then(() => {
    running = false;
  });
  const deadline = performance.now() + patienceMs;
  while ((await knock(address)) !== "answers") {
    if (!running)
      throw new Problem("database", `the embedded database did not start (${await readComplaint(places.log, logged)}): see ${places.log}`);
    if (performance.now() > deadline)
      throw new Problem("database", `the embedded database is not ready after two minutes: see ${places.log}`);
    await pause(10);
  }
}

/** Stops the server and waits until it is gone: fast first (open transactions are rolled back), at once if that takes a minute. */
export async function stopPostmaster(places: Places): Promise<void> {
  for (const [signal, waitMs] of [
    ["SIGINT", 60_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    const pid = (await readPidFile(places.data))?.pid;
    if (pid === undefined || !(await findServerProcesses(places.data)).includes(pid)) return;
    process.kill(pid, signal);
    if (await waitUntilDeserted(places.data, waitMs)) return;
  }
  throw new Problem("database", `the embedded database in ${places.data} does not stop: see ${places.log}`);
}

/** Ends what a killed postmaster left behind: such processes end by themselves unless they are in the middle of a query. */
async function endOrphans(places: Places): Promise<void> {
  for (const orphan of await findServerProcesses(places.data)) process.kill(orphan, "SIGKILL");
  if (await waitUntilDeserted(places.data, 10_000)) return;
  throw new Problem("database", `processes of a dead server do not end in ${places.data}: restart the machine`);
}

/**
 * PostgreSQL takes its own lock files for a living server's when their pid is anybody's by now, and does not start. Nothing of
 * it lives in the data directory, so such a file is nobody's. Any other it judges better than we could.
 */
async function removeStaleLocks(places: Places): Promise<void> {
  if ((await findServerProcesses(places.data)).length > 0)
    throw new Problem("database", `another PostgreSQL lives in ${places.data}: end it`);
  for (const file of [join(places.data, "postmaster.pid"), join(places.socket, `${socketName}.lock`)]) {
    const pid = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
    if (isAlive(pid)) await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function notReady(places: Places): Problem {
  return new Problem(
    "database",
    `the embedded database in ${places.data} is not ready after two minutes: see ${places.log}, then try again`,
  );
}

/** Puts a long log aside, and tells how many bytes the one in use has. */
async function rotateLog(log: string): Promise<number> {
  const found = await stat(log).catch(() => null);
  if (found === null || found.size <= largestLogBytes) return found?.size ?? 0;
  await rename(log, `${log}.1`);
  return 0;
}

/** What the server, or its loader, gave as the reason since the log had `from` bytes; what it tells us while it starts is none. */
async function readComplaint(log: string, from: number): Promise<string> {
  const written = (await readFile(log).catch(() => Buffer.alloc(0))).subarray(from).toString();
  const lines = written.split("\n").filter((line) => line !== "" && !line.includes("the database system is starting up"));
  const reason = lines.findLast((line) => /FATAL|PANIC/.test(line))?.replace(/^.*(?=FATAL|PANIC)/, "");
  return (reason ?? lines.join(" ")).slice(0, 300) || "it said nothing";
}
