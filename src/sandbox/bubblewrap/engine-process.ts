import type { ChildProcess } from "node:child_process";
import { readKernelFile } from "../kernel-file.ts";
import { signalProcess } from "../kill.ts";
import type { Status } from "./status.ts";

/** Time for bwrap to collect its dead child and end by itself: killed at once, it would leave a zombie to the machine's init. */
const reapMs = 500;

/** The running bwrap as far as stopping it goes. */
export type EngineProcess = {
  readonly firstPid: Promise<number | null>;
  /** Pid, as the host sees it, of the command itself; null when it is not there (yet, or any more). */
  findCommand(firstPid: number): number | null;
  /** SIGKILL to the sandbox's first process, which takes everything inside with it, and to a bwrap that outlives it. */
  kill(): void;
};

/**
 * Pids are only looked up and used while bwrap lives, and only for what are really its descendants, so none can be another
 * program's by then. bwrap's own death alone is not enough: before its child has bound itself to it, the child would live on.
 */
export function watchEngine(child: ChildProcess, status: Status): EngineProcess {
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const isOurs = (pid: number) => isRunning() && readField(pid, "PPid") === child.pid;
  return {
    firstPid: status.firstPid,
    findCommand: (firstPid) => (isOurs(firstPid) ? findSecondProcess(firstPid) : null),
    kill() {
      const first = status.knownPid();
      const killed = first !== null && isOurs(first) && signalProcess(first, "SIGKILL");
      if (killed) setTimeout(() => child.kill("SIGKILL"), reapMs).unref();
      else child.kill("SIGKILL");
    },
  };
}

/** The command is process 2 of the sandbox; process 1 is bwrap's reaper. */
function findSecondProcess(firstPid: number): number | null {
  const children = readKernelFile(`/proc/${firstPid}/task/${firstPid}/children`).trim().split(/\s+/).map(Number);
  return children.find((pid) => pid > 0 && readField(pid, "NSpid") === 2) ?? null;
}

/** The last number of a line of /proc/PID/status: for NSpid the pid in the innermost namespace. */
function readField(pid: number, name: string): number {
  const line = new RegExp(`^${name}:\\s*(.*)$`, "m").exec(readKernelFile(`/proc/${pid}/status`))?.[1] ?? "";
  return Number(line.split(/\s+/).at(-1) || Number.NaN);
}
