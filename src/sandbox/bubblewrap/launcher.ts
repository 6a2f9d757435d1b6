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

/** With a network the bridge is there first, outside the command's limits: small ones must not cost it its network. */
const withBridge = `
told=$(${startBridge()} ${descriptor.ready}>&- ${descriptor.release}<&- </dev/null 2>&1 &)
[ "$told" = ready ] || { printf 'the bridge to the network could not be started: %s\\n' "$told" >&2; exit 1; }
unset told`;

/**
 * The last of the text run inside before the command, which follows as arguments and is never spliced in. It is the first to go when the
 * machine is out of memory, tells that the limits stand, waits to be let go, and becomes the command.
 */
const held = `
echo 1000 2>/dev/null >/proc/self/oom_score_adj
printf ready >&${descriptor.ready}
read -r go <&${descriptor.release} || exit 1
exec ${descriptor.ready}>&- ${descriptor.release}<&-
unset SHLVL OLDPWD path fd go
exec "$@"`;

/**
 * What bwrap starts: a shell that sets the limits, and becomes the command (sandbox.md: then inside). bash knows them all, by the
 * kilobyte; where it is not there, or that is not exact enough, they are set by prlimit on the way to a second shell.
 */
export function launch({ argv, limits, bridge }: Pick<Plan, "argv" | "limits" | "bridge">): readonly string[] {
  const hasBash = existsSync("/bin/bash");
  const shell = hasBash ? ["/bin/bash", "-p"] : ["/bin/sh"];
  const begin = closeLeaked + (bridge === null ? "" : withBridge);
  const values = limitsOf(limits);
  if (hasBash && values.every(({ unit, hard }) => hard % unit === 0))
    return [...shell, "-c", begin + values.map(setLimit).join("") + held, "sandbox", ...argv];
  const limited = ["/usr/bin/prlimit", ...values.map(tellLimit), "--", ...shell, "-c", held, "sandbox", ...argv];
  return [...shell, "-c", `${begin}\nunset path fd\nexec "$@"`, "sandbox", ...limited];
}

/** A limit by the name that prlimit gives it and the letter that bash does, which counts it in units. */
type Limit = { readonly name: string; readonly letter: string; readonly unit: number; readonly soft: number; readonly hard: number };

/**
 * Limits of each process, set inside, where they cannot be raised again. A processor limit gives SIGXCPU and, a second later,
 * SIGKILL. The kernel counts `nproc` in the user namespace of each run (since Linux 5.14; before, all of the account's
 * processes together), so one run's forks are not another's.
 */
function limitsOf(limits: SandboxLimits): readonly Limit[] {
  const ours = readFileSync("/proc/self/limits", "utf8").split("\n");
  const cap = (title: string, wanted: number) => Math.min(hardLimit(ours, title) ?? wanted, wanted);
  const limit = (name: string, letter: string, unit: number, hard: number, soft = hard): Limit => ({ name, letter, unit, soft, hard });
  const [seconds, last] = [cap("cpu time", limits.cpuSeconds), cap("cpu time", limits.cpuSeconds + 1)];
  return [
    ...[limit("core", "c", 1, 0), limit("msgqueue", "q", 1, 0), limit("rtprio", "r", 1, 0), limit("nice", "e", 1, 0)],
    limit("memlock", "l", 1024, cap("locked memory", 64 * 1024)),
    limit("cpu", "t", 1, last, seconds),
    limit("data", "d", 1024, cap("data size", limits.memoryBytes)),
    limit("fsize", "f", 1024, cap("file size", limits.fileBytes)),
    limit("nofile", "n", 1, cap("open files", limits.openFiles)),
    limit("nproc", "u", 1, cap("processes", limits.processes)),
  ];
}

function setLimit({ letter, unit, soft, hard }: Limit): string {
  return `\nulimit -S${letter} ${soft / unit} && ulimit -H${letter} ${hard / unit} || exit 1`;
}

function tellLimit({ name, soft, hard }: Limit): string {
  return `--${name}=${soft}:${hard}`;
}

/** A limit under which we run ourselves, which cannot be raised inside: the smaller of the two holds. Null: there is none. */
function hardLimit(ours: readonly string[], title: string): number | null {
  const line = ours.find((candidate) => candidate.startsWith(`Max ${title} `));
  const hard = Number(line?.slice(`Max ${title}`.length).trim().split(/\s+/)[1]);
  return Number.isNaN(hard) ? null : hard;
}
