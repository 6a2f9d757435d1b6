import { readFileSync } from "node:fs";
import { type Refusal, refuse } from "../refusal.ts";
import { installBubblewrap } from "./engine.ts";

/** Settings of the kernel that forbid user namespaces to normal users: file below /proc/sys, forbidding value, cure. */
const settings = [
  ["kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"],
  ["user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=15000"],
  ["kernel/apparmor_restrict_unprivileged_userns", "1", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"],
] as const;

const container = "in a container, start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined";

/** Complaints of bwrap before the command was started, and what they mean; the first that fits is told. */
const complaints: readonly (readonly [RegExp, string, () => string])[] = [
  [/Unknown option --/, "this bubblewrap is older than 0.8.0", () => `${installBubblewrap()} (0.8.0 or newer)`],
  [/unexpectedly setuid/i, "bwrap is setuid, which cannot forbid nested user namespaces", () => "chmod u-s the bwrap program"],
  [
    /Unexpected capabilities/,
    "we were started with capabilities, which bwrap refuses",
    () => "start adjutant without them (systemd: AmbientCapabilities=)",
  ],
  [/new namespace|user namespaces?|uid map|gid map|clone/i, "user namespaces are not available to this account", userNamespaceCure],
  [/mount proc|mount.*\/proc/i, "a fresh /proc cannot be mounted here", () => `${container} --security-opt systempaths=unconfined`],
  [/execvp \/usr\/bin\/prlimit/, "prlimit is not installed", () => "install util-linux as /usr/bin/prlimit"],
  [/RTM_NEWADDR|loopback/i, "the empty network namespace cannot be set up", () => container],
];

/** Why the engine could not be set up, from what it printed. Nothing was run. */
export function explainFailure(printed: string): Refusal {
  const line = printed.trim().split("\n").at(-1)?.trim() ?? "";
  const known = complaints.find(([pattern]) => pattern.test(line));
  const told = line === "" ? "it said nothing" : line;
  if (known === undefined) return refuse(`the sandbox could not be set up: ${told}`, "see `adjutant doctor` for what this machine allows");
  const [, meaning, cure] = known;
  return refuse(`the sandbox could not be set up: ${meaning} (${told})`, cure());
}

/** The sysctl line that allows user namespaces, where one of the known settings forbids them. */
function userNamespaceCure(): string {
  const forbidding = settings.find(([file, value]) => readSetting(file) === value);
  return forbidding?.[2] ?? `allow unprivileged user namespaces: sysctl -w user.max_user_namespaces=15000; ${container}`;
}

function readSetting(file: string): string | null {
  try {
    return readFileSync(`/proc/sys/${file}`, "utf8").trim();
  } catch {
    return null;
  }
}
