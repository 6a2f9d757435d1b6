import { existsSync, readFileSync } from "node:fs";
import { startBridge } from "../bridge.ts";
import type { Plan } from "../plan.ts";
import type { SandboxLimits } from "../sandbox.ts";
import { descriptor } from "./descriptors.ts";

/** Closes every descriptor that the host leaked to us. bash closes any number; another sh fails at the first one above 9. */
const closeLeaked = `
for path in /proc/self/fd/*; do
  fd=\${path##*/}
  case $fd in 0|1|2|${descriptor.ready}|${descriptor.release}) ;; *) eval "exec $fd>&-" ;; esac
done`;

/**
 * The text run inside before the command, always the same; the command follows as arguments and is never spliced in. It closes what was
 * leaked, is the first to go when the machine is out of memory, tells that the limits stand, waits to be let go, and becomes the command.
 */
const script = `${closeLeaked}
echo 1000 2>/dev/null >/proc/self/oom_score_adj
printf ready >&${descriptor.ready}
read -r go <&${descriptor.release} || exit 1
exec ${descriptor.ready}>&- ${descriptor.release}<&-
unset SHLVL OLDPWD path fd go
exec "$@"`;

/** With a network the bridge is there first, outside the command's limits: small ones must not cost it its network. */
const bridged = `${closeLeaked}
told=$(${startBridge} ${descriptor.ready}>&- ${descriptor.release}<&- </dev/null 2>&1 &)
[ "$told" = ready ] || { printf 'the bridge to the network could not be started: %s\\n' "$told" >&2; exit 1; }
unset path fd told
exec "$@"`;

/** What bwrap starts: the limits, then the script, then the command (sandbox.md: then inside). */
export function launch({ argv, limits, bridge }: Pick<Plan, "argv" | "limits" | "bridge">): readonly string[] {
  const shell = existsSync("/bin/bash") ? ["/bin/bash", "-p"] : ["/bin/sh"];
  const limited = ["/usr/bin/prlimit", ...limitArguments(limits), "--", ...shell, "-c", script, "sandbox", ...argv];
  return bridge === null ? limited : [...shell, "-c", bridged, "sandbox", ...limited];
}

/**
 * Limits of each process, set inside, where they cannot be raised again. A processor limit gives SIGXCPU and, a second later,
 * SIGKILL. The kernel counts `nproc` in the user namespace of each run (since Linux 5.14; before, all of the account's
 * processes together), so one run's forks are not another's.
 */
function limitArguments(limits: SandboxLimits): string[] {
  return [
    ...["--core=0", "--msgqueue=0", "--rtprio=0", "--nice=0", `--memlock=${capped("locked memory", 64 * 1024)}`],
    `--cpu=${capped("cpu time", limits.cpuSeconds)}:${capped("cpu time", limits.cpuSeconds + 1)}`,
    `--data=${capped("data size", limits.memoryBytes)}`,
    `--fsize=${capped("file size", limits.fileBytes)}`,
    `--nofile=${capped("open files", limits.openFiles)}`,
    `--nproc=${capped("processes", limits.processes)}`,
  ];
}

/** A limit under which we run ourselves cannot be raised inside; the smaller of the two holds. */
function capped(name: string, wanted: number): number {
  const line = readFileSync("/proc/self/limits", "utf8")
    .split("\n")
    .find((candidate) => candidate.startsWith(`Max ${name} `));
  const hard = Number(line?.slice(`Max ${name}`.length).trim().split(/\s+/)[1]);
  return Number.isNaN(hard) ? wanted : Math.min(hard, wanted);
}
