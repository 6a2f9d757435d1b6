import { reachingAttacks } from "../../src/sandbox/attacks/reaching.ts";
import { hasNoPython, python } from "./python.ts";
import { keepsApart } from "./reading.ts";
import type { Trial } from "./trial.ts";

/** Begins in the background what would put a file into the workspace when the command is over. */
const afterwards = (start: string) => `${start} sh -c 'sleep 1; touch escaped; exit' late-$MARK > /dev/null 2>&1 &`;
/** Only when it really is the victim: inside, its number is somebody else's. */
const victim = (action: string) => python(`if b"seen-" + mark.encode() in open(f"/proc/{pid}/cmdline", "rb").read():\n    ${action}`);
const blind = (action: string) => python(`${action}`);

const more: readonly Trial[] = [
  { name: "outlive-session", tries: "live on in a session of its own", late: true as const, script: `${afterwards("setsid")} sleep 0.2` },
  {
    name: "outlive-nohup",
    tries: "live on deaf to the end of the terminal",
    late: true as const,
    script: `${afterwards("nohup")} sleep 0.2`,
  },
  {
    name: "outlive-forks",
    tries: "live on by forking twice and changing its group",
    late: true as const,
    script: `(setsid sh -c "(sh -c 'sleep 1; touch escaped; exit' late-$MARK &) &" > /dev/null 2>&1 &); sleep 0.2`,
  },
  {
    name: "outlive-closed",
    tries: "live on with nothing open",
    late: true as const,
    script: `(exec 0<&- 1>&- 2>&-; ${afterwards("setsid")} ) ; sleep 0.2`,
  },
  {
    name: "outlive-deaf",
    tries: "live on by ignoring every signal there is",
    late: true as const,
    script: python(`
if os.fork() == 0:
    os.setsid()
    for n in range(1, 32):
        try: signal.signal(n, signal.SIG_IGN)
        except (OSError, ValueError): pass
    os.execv("/bin/sh", ["sh", "-c", "sleep 1; touch escaped; exit", f"late-{mark}"])
time.sleep(0.2)`),
    hindrance: hasNoPython,
  },
  {
    name: "outlive-init",
    tries: "live on by killing whoever watches, from inside",
    late: true as const,
    script: `${afterwards("setsid")} kill -9 1; kill -STOP 1; kill -TERM 1; sleep 0.2`,
  },
  {
    name: "outlive-timeout",
    tries: "live on when its time is over, deaf to being told",
    late: true as const,
    limits: { timeoutMs: 500 },
    script: `trap '' TERM INT HUP; ${afterwards("setsid")} sleep 0.8; [ "$WORKSPACE" = /workspace ] && sleep 100; true`,
  },
  {
    name: "outlive-stopped",
    tries: "live on by stopping itself before it is told to end",
    late: true as const,
    limits: { timeoutMs: 500 },
    script: `${afterwards("setsid")} [ "$WORKSPACE" = /workspace ] && kill -STOP $$; sleep 0.2`,
  },
  {
    name: "outlive-flood",
    tries: "live on after it was ended for printing too much",
    late: true as const,
    limits: { outputKillBytes: 100_000 },
    script: `${afterwards("setsid")} head -c 1000000 /dev/zero; true`,
  },
  {
    name: "kill-process",
    tries: "kill a process of the host by its number",
    script: victim("os.kill(pid, 0); escaped()"),
    hindrance: hasNoPython,
  },
  {
    name: "kill-by-handle",
    tries: "signal a process of the host through a handle",
    script: blind('got(call("pidfd_send_signal", call("pidfd_open", pid, 0), 0, None, 0))'),
    hindrance: hasNoPython,
  },
  {
    name: "trace-process",
    tries: "attach to a process of the host",
    script: blind('got(call("ptrace", 0x4206, pid, 0, 0))'),
    hindrance: keepsApart,
  },
  {
    name: "trace-child",
    tries: "trace its own child, which would let it go around filters",
    script: blind(
      'child = os.fork()\nif child == 0: os._exit(0 if call("ptrace", 0, 0, 0, 0) == 0 else 1)\ngot(os.waitpid(child, 0)[1] == 0)',
    ),
    hindrance: hasNoPython,
  },
  {
    name: "trace-first",
    excuse: "root may not trace the first process here",
    tries: "attach to the first process of the sandbox",
    control: "root" as const,
    script: blind('got(call("ptrace", 0x4206, 1, 0, 0))'),
    hindrance: hasNoPython,
  },
  {
    name: "write-process",
    tries: "write into the memory of a process of the host",
    script: blind(`
line = next((line for line in open(f"/proc/{pid}/maps") if " rw-p" in line), None) if os.path.exists(f"/proc/{pid}/maps") else None
at = int(line.split("-")[0], 16) if line else 0
buffer = ctypes.create_string_buffer(8)
vector = lambda where: ctypes.byref((ctypes.c_ulong * 2)(where, 1))
call("process_vm_readv", pid, vector(ctypes.addressof(buffer)), 1, vector(at), 1, 0)
got(call("process_vm_writev", pid, vector(ctypes.addressof(buffer)), 1, vector(at), 1, 0))`),
    hindrance: keepsApart,
  },
  {
    name: "limit-process",
    tries: "change the limits of a process of the host",
    script: victim("resource.prlimit(pid, resource.RLIMIT_NOFILE, (64, resource.prlimit(pid, resource.RLIMIT_NOFILE)[1])); escaped()"),
    hindrance: hasNoPython,
  },
  {
    name: "schedule-process",
    tries: "take a process of the host off its processors",
    script: victim("os.sched_setaffinity(pid, {min(os.sched_getaffinity(pid))}); escaped()"),
    hindrance: hasNoPython,
  },
  {
    name: "schedule-idle",
    tries: "make a process of the host wait for everybody else",
    script: victim("os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)); escaped()"),
    hindrance: hasNoPython,
  },
  {
    name: "slow-disk",
    tries: "take the disk from a process of the host",
    script: victim('got(call("ioprio_set", 1, pid, 3 << 13))'),
    hindrance: hasNoPython,
  },
  {
    name: "offer-process",
    tries: "offer a process of the host to the kernel when memory is short",
    script: victim('open(f"/proc/{pid}/oom_score_adj", "w").write("900"); escaped()'),
    hindrance: hasNoPython,
  },
  {
    name: "signal-owner",
    tries: "have the kernel signal a process of the host when something happens",
    script: victim("fcntl.fcntl(0, 8, pid); escaped()"),
    hindrance: hasNoPython,
  },
  {
    name: "move-memory",
    tries: "move the memory of a process of the host",
    script: blind('got(call("move_pages", pid, 0, None, None, None, 0))'),
    hindrance: keepsApart,
  },
].map((one) => ({ ...one, group: "life" }) as const satisfies Trial);

export const lifeTrials: readonly Trial[] = [...reachingAttacks.filter(({ group }) => group === "life"), ...more];
