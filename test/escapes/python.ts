import { existsSync } from "node:fs";
import { findArchitecture } from "../../src/sandbox/architecture.ts";
import { callNumbers } from "../../src/sandbox/calls.ts";

const architecture = findArchitecture() ?? "x64";

/** Numbers of calls that the filter has nothing to say about. */
const others = {
  pidfd_open: 434,
  pidfd_send_signal: 424,
  sched_setattr: architecture === "x64" ? 314 : 274,
  ioprio_set: architecture === "x64" ? 251 : 30,
  prlimit64: architecture === "x64" ? 302 : 261,
  capset: architecture === "x64" ? 126 : 91,
  linkat: architecture === "x64" ? 265 : 37,
};

/** For system calls that no small program makes: `call(name, …)` gives the result, or the error number below zero; `got` is for results. */
const prelude = `
import ctypes, errno, fcntl, mmap, os, resource, signal, socket, struct, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
nr = ${JSON.stringify({ ...callNumbers(architecture), ...others }).replaceAll("null", "None")}
def call(name, *args):
    ctypes.set_errno(0)
    number = name if isinstance(name, int) else nr[name]
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    return result if result >= 0 else -ctypes.get_errno()
def escaped(): print("ESCAPED", flush=True)
def got(result):
    if result is not None and result is not False and not (isinstance(result, int) and result < 0): escaped()
def taken(result):
    "The kernel looked at what it was asked for: that it is nonsense is all that is wrong with it."
    if result not in (-errno.EPERM, -errno.ENOSYS, -errno.EACCES, -errno.EAFNOSUPPORT, -errno.EPROTONOSUPPORT, -errno.ESOCKTNOSUPPORT): escaped()
outside, mark, pid, port = os.environ["OUTSIDE"], os.environ["MARK"], int(os.environ["PID"]), int(os.environ["PORT"])
`;

/** A python program as a shell text. */
export function python(program: string): string {
  return `/usr/bin/python3 - <<'PROGRAM'\n${prelude}\n${program}\nPROGRAM`;
}

/** Has another process change `turn` between a directory of the workspace and a link that leads out, until `turn.kill()`. */
export const turning = `
import subprocess
os.mkdir("real"); open("real/secret.txt", "w").write("theirs"); os.symlink("real", "turn")
turn = subprocess.Popen([sys.executable, "-c", "import os,sys\\nwhile True:\\n for to in (sys.argv[1], 'real'): os.symlink(to, 'next'); os.rename('next', 'turn')", outside])
`;

export function hasNoPython(): string | null {
  return existsSync("/usr/bin/python3") ? null : "no python3 here";
}

export const isX64 = architecture === "x64";
