import { bridgePlace } from "../bridge.ts";
import { launcherArguments } from "../launcher.ts";
import type { Plan } from "../plan.ts";
import { routeCertificates } from "../sandbox.ts";
import type { Files } from "./files.ts";
import { bindMount, emptied, scratch } from "./mount.ts";
import { places } from "./places.ts";
import type { Setting } from "./setting.ts";

/** Beside the command there are the reaper and the process that dies with us. */
const besides = 2;

/** No network, no capability, no further right, nothing writable, no image that is not here yet (sandbox.md: backends). */
const isolation = [
  ...["--pull", "never", "--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
  ...["--init", "--ipc", "private", "--hostname", "sandbox", "--log-driver", "none", "--no-healthcheck", "--restart", "no"],
  ...["--ulimit", "core=0", "--ulimit", "msgqueue=0", "--ulimit", "rtprio=0", "--ulimit", "nice=0", "--ulimit", "memlock=65536"],
  ...["--oom-score-adj", "1000", "--shm-size", String(64 * 1024 ** 2), "--workdir", "/", "--interactive"],
] as const;

/** What images and daemons have beside programs: of no use to a command, and it might tell something of the machine. */
const state = ["/sys", "/run", "/boot", "/home", "/var/lib", "/var/log"] as const;

/** All arguments of `docker create` but the name. */
export function createArguments(plan: Plan, { owner, cpus, image }: Setting, files: Files, environment: string): readonly string[] {
  const memory = String(plan.limits.treeMemoryBytes);
  return [
    ...isolation,
    ...["--security-opt", `seccomp=${files.profile}`, "--user", `${owner.uid}:${owner.gid}`],
    ...["--memory", memory, "--memory-swap", memory, "--cpus", String(cpus), "--pids-limit", String(plan.limits.processes + besides)],
    ...state.flatMap(emptied),
    ...scratch("/tmp", "1777", owner),
    ...scratch("/home/agent", "0700", owner),
    ...files.own.flatMap(([target, source]) => bindMount({ source, target, writable: false })),
    ...grantMounts(plan),
    ...[
      [files.lifeline, places.lifeline],
      [plan.bridge === null ? files.launcher : files.bridge.launcher, places.launcher],
      [environment, places.environment],
    ].flatMap(([source = "", target = ""]) => bindMount({ source, target, writable: false })),
    ...bridgeMounts(plan, files),
    ...["--entrypoint", "/usr/bin/env", image, "-i", "/bin/sh", places.launcher, ...launcherArguments(plan)],
  ];
}

/** The workspace read-only, what was approved writable on top of it, then our own binds. The daemon mounts outer paths first. */
function grantMounts({ workspace, writes, binds }: Plan): readonly string[] {
  const all = writes.includes("");
  const inner = [...new Set(writes)].filter((path) => path !== "");
  return [
    { source: workspace, target: "/workspace", writable: all },
    ...inner.map((path) => ({ source: `${workspace}/${path}`, target: `/workspace/${path}`, writable: true })),
    ...binds,
  ].flatMap(bindMount);
}

function bridgeMounts({ bridge }: Plan, files: Files): readonly string[] {
  if (bridge === null) return [];
  const parts = [
    [bridge.socket, bridgePlace.socket],
    [files.bridge.script, bridgePlace.script],
  ];
  const certificates = bridge.certificates === null ? [] : [[bridge.certificates, routeCertificates]];
  const binds = [...parts, ...certificates].map(([source = "", target = ""]) => ({ source, target, writable: false }));
  return [...binds, ...files.bridge.binds].flatMap(bindMount);
}
