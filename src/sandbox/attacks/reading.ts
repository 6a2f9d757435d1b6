import type { Attack } from "./attack.ts";

/** Files of the host. */
export const readingAttacks: readonly Attack[] = [
  {
    name: "read-outside",
    group: "read",
    tries: "read a file outside of the workspace that everybody may read",
    script: 'grep -qx SECRET "$OUTSIDE/secret.txt" && echo ESCAPED',
  },
  {
    name: "read-dots",
    group: "read",
    tries: "climb out of the workspace with `..`",
    script: 'grep -qx SECRET "../../../../../../../../../..$OUTSIDE/secret.txt" && echo ESCAPED',
  },
  {
    name: "read-link",
    group: "read",
    tries: "make a link in the workspace that leads out, and read through it",
    script: 'ln -s "$OUTSIDE" link && grep -qx SECRET link/secret.txt && echo ESCAPED',
  },
  {
    name: "read-process-roots",
    group: "read",
    tries: "read through the root, the directory and the open files of every process",
    script:
      'for p in /proc/[0-9]*; do for f in "$p/root$OUTSIDE/secret.txt" "$p/cwd/secret.txt" "$p"/fd/*; do [ -f "$f" ] && grep -qx SECRET "$f" && echo ESCAPED; done; done',
  },
  {
    name: "read-environments",
    group: "read",
    tries: "read the environment of other processes, where tokens are",
    script: 'printf "hidden-%s" "$MARK" | grep -qaf - /proc/[0-9]*/environ && echo ESCAPED',
  },
  {
    name: "read-command-lines",
    group: "read",
    tries: "read the command lines of the host's processes",
    script: 'printf "seen-%s" "$MARK" | grep -qaf - /proc/[0-9]*/cmdline && echo ESCAPED',
  },
  {
    name: "read-accounts",
    group: "read",
    tries: "list the host's accounts",
    script: '[ "$(wc -l < /etc/passwd)" -gt 3 ] && echo ESCAPED',
  },
  {
    name: "read-shadow",
    group: "read",
    tries: "read the passwords of the host",
    script: "[ -s /etc/shadow ] && head -c 1 /etc/shadow >/dev/null && echo ESCAPED",
    control: "root",
  },
  {
    name: "read-homes",
    group: "read",
    tries: "look into the home of the administrator",
    script: '[ -n "$(ls -A /root)" ] && echo ESCAPED',
    control: "root",
  },
  {
    name: "read-machine",
    group: "read",
    tries: "read what services keep: /var/lib, /var/log, /run, /sys, /boot",
    script: 'for d in /var/lib /var/log /run /sys /boot; do [ -n "$(ls -A "$d")" ] && echo ESCAPED; done',
  },
  {
    name: "read-disk",
    group: "read",
    tries: "read a disk below its files",
    script: 'for d in /dev/[shv]d? /dev/nvme?n? /dev/loop? /dev/mem; do [ "$(head -c 1 "$d" | wc -c)" = 1 ] && echo ESCAPED; done',
    control: "root",
  },
  {
    name: "read-kernel-log",
    group: "read",
    tries: "read what the kernel logged",
    script: '[ -n "$(dmesg)" ] && echo ESCAPED',
    control: "root",
  },
];
