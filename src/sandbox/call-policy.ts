import type { Call } from "./calls.ts";

/** What a filter can ask of an argument. */
export type Comparison = "equal" | "greater" | "anyBit";

/** Something an argument of a call must be for a rule to apply. */
type Test = { readonly argument: number; readonly is: Comparison; readonly value: number };

/** The first of a call's rules whose tests all hold decides; `errno` null lets the call through, as does no rule at all. */
export type Rule = { readonly when: readonly Test[]; readonly errno: number | null };

const errno = { notPermitted: 1, noSuchCall: 38, noSuchProtocol: 93, notSupported: 95, noSuchFamily: 97 } as const;

/** The newest call the filter was made with (mseal); younger ones are not there, until somebody has looked at them. */
export const newest = { number: 462, errno: errno.noSuchCall } as const;

/** Not there, so that programs take the way they took before: what a filter cannot look into, new ways to mount, io_uring. */
const missing: readonly Call[] = [
  ...(["clone3", "openat2", "io_uring_setup", "io_uring_enter", "io_uring_register"] as const),
  ...(["open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "statmount", "listmount"] as const),
];

/** Never permitted (sandbox.md: seccomp). */
const forbidden: readonly Call[] = [
  // another view of the machine
  ...([
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "swapon",
    "swapoff",
    "quotactl",
    "quotactl_fd",
    "nfsservctl",
  ] as const),
  // other processes
  ...(["ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp", "pidfd_getfd"] as const),
  ...(["move_pages", "migrate_pages"] as const),
  // keys, the kernel's insides and its code
  ...(["add_key", "request_key", "keyctl", "bpf", "perf_event_open", "userfaultfd", "lookup_dcookie", "syslog", "acct"] as const),
  ...(["kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "create_module", "_sysctl", "sysfs"] as const),
  // files by another way than their name
  ...(["name_to_handle_at", "open_by_handle_at", "fanotify_init", "fanotify_mark", "uselib", "ustat"] as const),
  // the machine itself
  ...(["reboot", "sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "vhangup"] as const),
  ...(["settimeofday", "adjtimex", "clock_settime", "clock_adjtime"] as const),
  // memory that no limit counts
  ...(["memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop"] as const),
  ...(["msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink"] as const),
];

const never = (code: number): readonly Rule[] => [{ when: [], errno: code }];
const refuseIf = (...when: readonly Test[]): Rule => ({ when, errno: errno.notPermitted });
const allowIf = (...when: readonly Test[]): Rule => ({ when, errno: null });
const bits = (argument: number, value: number): Test => ({ argument, is: "anyBit", value });
const equals = (argument: number, value: number): Test => ({ argument, is: "equal", value });

/** CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET; -TIME is only known to clone3 and unshare. */
const namespaces = 0x7e02_0000;
const setUser = 0o6000;
const creates = 0o100 | 0o20000000;
const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
/** The usual one, ICMP, TCP, UDP, ICMPv6. Asking for another makes the kernel load a module for it. */
const protocols = [0, 1, 6, 17, 58] as const;
/** FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE. */
const makeHole = 3;
/** F_SETLEASE: whoever opens a file under a lease waits for its holder, also outside. */
const setLease = 1024;
/** TIOCSTI and TIOCLINUX type into a terminal, TIOCSETD changes what it is. */
const terminalTricks = [0x5412, 0x541c, 0x5423] as const;
/** What exists of PER_LINUX and UNAME26, and asking which it is; others weaken the layout of memory. */
const personalities = [0, 8, 0x2_0000, 0x2_0008, 0xffff_ffff] as const;

/** Calls that depend on their arguments. A file that would run as its owner is never made: whoever ran it outside would be us. */
const conditional: readonly (readonly [Call, readonly Rule[]])[] = [
  ["clone", [refuseIf(bits(0, namespaces))]],
  [
    "socket",
    [
      allowIf(equals(0, family.unix)),
      ...[family.inet, family.inet6].flatMap((value) => protocols.map((protocol) => allowIf(equals(0, value), equals(2, protocol)))),
      ...[family.inet, family.inet6].map((value) => ({ when: [equals(0, value)], errno: errno.noSuchProtocol })),
      // NETLINK_ROUTE lists interfaces; the other kinds talk to the kernel's insides.
      allowIf(equals(0, family.netlink), equals(2, 0)),
      { when: [], errno: errno.noSuchFamily },
    ],
  ],
  ["socketpair", [allowIf(equals(0, family.unix)), { when: [], errno: errno.noSuchFamily }]],
  ["ioctl", terminalTricks.map((request) => refuseIf(equals(1, request)))],
  // Takes any amount of a disk at once, before a watch can see it; programs then write what they need.
  ["fallocate", [allowIf(equals(1, makeHole)), { when: [], errno: errno.notSupported }]],
  ["fcntl", [refuseIf(equals(1, setLease))]],
  ["personality", [...personalities.map((value) => allowIf(equals(0, value))), refuseIf()]],
  ["open", [refuseIf(bits(1, creates), bits(2, setUser))]],
  ["openat", [refuseIf(bits(2, creates), bits(3, setUser))]],
  ["creat", [refuseIf(bits(1, setUser))]],
  ["chmod", [refuseIf(bits(1, setUser))]],
  ["fchmod", [refuseIf(bits(1, setUser))]],
  ["fchmodat", [refuseIf(bits(2, setUser))]],
  ["fchmodat2", [refuseIf(bits(2, setUser))]],
  ["mknod", [refuseIf(bits(1, setUser))]],
  ["mknodat", [refuseIf(bits(2, setUser))]],
];

/** Every call with rules of its own; all others are let through, up to the newest. */
export const policy: readonly (readonly [Call, readonly Rule[]])[] = [
  ...missing.map((call) => [call, never(errno.noSuchCall)] as const),
  ...forbidden.map((call) => [call, never(errno.notPermitted)] as const),
  ...conditional,
];
