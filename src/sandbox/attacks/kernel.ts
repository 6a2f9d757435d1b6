import type { Attack } from "./attack.ts";

/** More rights than were given, and parts of the kernel where such rights have been found. */
export const kernelAttacks: readonly Attack[] = [
  {
    name: "kernel-user-namespace",
    group: "kernel",
    tries: "become root in a user namespace of its own",
    script: "unshare --user --map-root-user true && echo ESCAPED",
  },
  {
    name: "kernel-all-namespaces",
    group: "kernel",
    tries: "make every other kind of namespace",
    script: "for n in mount uts ipc net pid cgroup time; do unshare --$n --fork true && echo ESCAPED; done",
    control: "root",
  },
  {
    name: "kernel-enter",
    group: "kernel",
    tries: "enter the namespaces of another process",
    script: "nsenter --target 1 --mount --net true && echo ESCAPED; nsenter --target $$ --mount true && echo ESCAPED",
    control: "root",
  },
  {
    name: "kernel-mount",
    group: "kernel",
    tries: "mount a file system, and something over the workspace",
    script: "mkdir m; mount -t tmpfs none m && umount m && echo ESCAPED; mount --bind . m && umount m && echo ESCAPED",
    control: "root",
  },
  {
    name: "kernel-remount",
    group: "kernel",
    tries: "make read-only mounts writable",
    script: "for d in / /proc /usr /workspace; do mount -o remount,bind,rw $d && echo ESCAPED; done",
    control: "root",
  },
  {
    name: "kernel-unmount",
    group: "kernel",
    tries: "take mounts away to see what is below them",
    script: "mkdir m; mount --bind m m; umount m && echo ESCAPED; umount -l /workspace /tmp/none && echo ESCAPED",
    control: "root",
  },
  {
    name: "kernel-device",
    group: "kernel",
    tries: "make a device of its own: memory, disk, terminal",
    script: "for d in 'c 1 1' 'b 8 0' 'c 5 1'; do mknod node $d && rm node && echo ESCAPED; done",
    control: "root",
  },
  {
    name: "kernel-chroot",
    group: "kernel",
    tries: "change its root directory",
    script: "chroot / /bin/true && echo ESCAPED",
    control: "root",
  },
  {
    name: "kernel-capabilities",
    group: "kernel",
    tries: "have a capability, or keep one for what it starts",
    script: "grep -E '^Cap(Inh|Prm|Eff|Bnd|Amb)' /proc/self/status | grep -qvE '0000000000000000$' && echo ESCAPED",
  },
  {
    name: "kernel-privileges",
    group: "kernel",
    tries: "gain rights by a program that runs as its owner",
    script: "grep -q 'NoNewPrivs:.*0$' /proc/self/status && echo ESCAPED",
  },
  {
    name: "kernel-identity",
    group: "kernel",
    tries: "become another account",
    script: "setpriv --reuid 12345 true && echo ESCAPED; setpriv --regid 12345 --clear-groups true && echo ESCAPED",
    control: "root",
  },
  {
    name: "kernel-owner",
    group: "kernel",
    tries: "give a file to another account",
    script: "touch f; chown 12345 f && echo ESCAPED; chgrp 12345 f && echo ESCAPED",
    control: "root",
  },
  {
    name: "kernel-name",
    group: "kernel",
    tries: "rename the machine",
    script: 'hostname "$(hostname)" && echo ESCAPED',
    control: "root",
  },
  {
    name: "kernel-filter",
    group: "kernel",
    tries: "run without a filter of system calls",
    script: "grep -q 'Seccomp:.*0$' /proc/self/status && echo ESCAPED",
  },
];
