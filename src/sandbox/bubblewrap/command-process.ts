import { readFileSync } from "node:fs";

/**
 * Pid, as the host sees it, of the command itself: process 2 of the sandbox, whose process 1 is bwrap's reaper. Null when it is
 * not there (yet, or any more). Only asked while bwrap lives, and bwrap ends with the command, so the pid cannot be another's.
 */
export function findCommandProcess(firstPid: number): number | null {
  try {
    const children = readFileSync(`/proc/${firstPid}/task/${firstPid}/children`, "utf8").trim().split(/\s+/).map(Number);
    return children.find((pid) => pid > 0 && readInnerPid(pid) === 2) ?? null;
  } catch {
    return null;
  }
}

/** A process's pid in its innermost namespace: the last number of the NSpid line. */
function readInnerPid(pid: number): number {
  const line = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  return Number(line.split(/\s+/).at(-1));
}
