import { existsSync, readFileSync } from "node:fs";
import { kernelAttacks } from "../../src/sandbox/attacks/kernel.ts";
import { hasNoPython, isX64, python } from "./python.ts";
import type { Trial } from "./trial.ts";

const root = "root" as const;
const onlyX64 = () => hasNoPython() ?? (isX64 ? null : "another processor");
const never = (why: string) => () => why;
const symbols = readFileSync("/proc/kallsyms", "utf8")
  .split("\n")
  .map((line) => line.split(" ")[2] ?? "");
const has = (symbol: string) => () =>
  hasNoPython() ?? (symbols.some((one) => one.endsWith(symbol)) ? null : "this kernel has no such call");

/** A namespace of its own, by each of the calls that make one. */
const namespaces: readonly Trial[] = [
  { name: "kernel-unshare-call", tries: "make a user namespace by unshare", script: python('got(call("unshare", 0x10000000))') },
  {
    name: "kernel-clone-call",
    tries: "make a user namespace by clone",
    script: python('child = call("clone", 0x10000000 | 17, 0, 0, 0, 0)\nif child == 0: os._exit(0)\ngot(child)'),
  },
  {
    name: "kernel-clone3-call",
    tries: "make a user namespace by clone3, which no filter can look into",
    script: python(
      'child = call("clone3", struct.pack("8Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0), 64)\nif child == 0: os._exit(0)\ngot(child)',
    ),
  },
  {
    name: "kernel-setns-call",
    tries: "enter a namespace by setns",
    control: root,
    script: python('got(call("setns", os.open("/proc/self/ns/uts", os.O_RDONLY), 0))'),
  },
  {
    name: "kernel-setns-process",
    excuse: "root may not look into the first process here",
    tries: "enter the namespaces of a process by its handle",
    control: root,
    script: python('got(call("setns", call("pidfd_open", 1, 0), 0x04000000))'),
  },
].map((one) => ({ hindrance: hasNoPython, ...one, group: "kernel" }) as const);

const mounts: readonly Trial[] = [
  {
    name: "kernel-propagation",
    tries: "make its mounts appear on the host",
    control: root,
    script: "mount --make-rshared / && echo ESCAPED",
  },
  {
    name: "kernel-mount-call",
    tries: "mount by the old call",
    control: root,
    script: python('os.mkdir("m"); got(call("mount", b"none", b"m", b"tmpfs", 0, None))'),
  },
  {
    name: "kernel-fsopen",
    tries: "mount by the new calls: a file system of its own",
    control: root,
    script: python('got(call("fsopen", b"tmpfs", 0))'),
  },
  {
    name: "kernel-open-tree",
    tries: "mount by the new calls: a copy of a tree",
    control: root,
    script: python('got(call("open_tree", -100, b"/usr", 1))'),
  },
  {
    name: "kernel-move-mount",
    tries: "mount by the new calls: somewhere else",
    control: root,
    script: python('taken(call("move_mount", -1, b"", -1, b"", 4 | 0x40))'),
  },
  {
    name: "kernel-mount-attributes",
    tries: "make a mount writable by the new calls",
    control: root,
    script: python('got(call("mount_setattr", -100, b"/proc", 0, struct.pack("4Q", 0, 1, 0, 0), 32))'),
  },
  {
    name: "kernel-list-mounts",
    tries: "list mounts by the new calls",
    control: root,
    script: python('taken(call("listmount", None, None, 0, 0))'),
    hindrance: has("sys_listmount"),
  },
  { name: "kernel-pivot", tries: "exchange its root", control: root, script: python('taken(call("pivot_root", b".", b"."))') },
  { name: "kernel-chroot-call", tries: "change its root by the call", control: root, script: python('got(call("chroot", b"/"))') },
].map((one) => ({ hindrance: hasNoPython, ...one, group: "kernel" }) as const);

const insides: readonly Trial[] = [
  {
    name: "kernel-io-uring",
    tries: "have the kernel do calls that no filter sees: io_uring",
    script: python('got(call("io_uring_setup", 4, ctypes.create_string_buffer(120)))'),
    hindrance: () => has("sys_io_uring_setup")() ?? (Number(setting("kernel/io_uring_disabled")) > 0 ? "io_uring is off here" : null),
  },
  {
    name: "kernel-openat2",
    tries: "make a set-uid file by openat2, which no filter can look into",
    script: python(
      'os.umask(0); fd = call("openat2", -100, b"tool", struct.pack("3Q", os.O_CREAT | os.O_WRONLY, 0o4755, 0), 24)\ngot(fd >= 0 and os.fstat(fd).st_mode & 0o4000 != 0)',
    ),
  },
  {
    name: "kernel-keys",
    tries: "keep a key in the kernel",
    script: python('got(call("add_key", b"user", b"k", b"v", 1, -2))'),
    hindrance: has("sys_add_key"),
  },
  {
    name: "kernel-keyring",
    tries: "look at the keys of the account",
    script: python('got(call("keyctl", 0, -4, 0))'),
    hindrance: has("sys_keyctl"),
  },
  {
    name: "kernel-key-request",
    tries: "have the host look up a key",
    script: python('taken(call("request_key", b"user", b"none-such", None, -2))'),
    hindrance: has("sys_request_key"),
  },
  {
    name: "kernel-bpf",
    tries: "run programs in the kernel: bpf",
    control: root,
    script: python('got(call("bpf", 0, struct.pack("4I", 2, 4, 4, 1) + bytes(112), 128))'),
    hindrance: has("sys_bpf"),
  },
  {
    name: "kernel-perf",
    tries: "watch the machine by its counters",
    control: root,
    script: python('got(call("perf_event_open", struct.pack("IIQ", 1, 128, 0) + bytes(112), 0, -1, -1, 0))'),
    hindrance: has("sys_perf_event_open"),
  },
  {
    name: "kernel-userfaultfd",
    tries: "halt the kernel in the middle of a copy: userfaultfd",
    script: python('got(call("userfaultfd", 1))'),
    hindrance: has("sys_userfaultfd"),
  },
  {
    name: "kernel-terminal",
    tries: "type into a terminal: TIOCSTI",
    control: root,
    script: python(`
leader, follower = os.openpty()
if os.fork() == 0:
    os.setsid(); fcntl.ioctl(follower, 0x540e, 0)
    fcntl.ioctl(follower, 0x5412, b"x"); escaped(); os._exit(0)
os.wait()`),
  },
  {
    name: "kernel-terminal-high",
    tries: "type into a terminal, with bits set that the kernel drops",
    control: root,
    script: python(`
leader, follower = os.openpty()
if os.fork() == 0:
    os.setsid(); fcntl.ioctl(follower, 0x540e, 0)
    got(libc.syscall(ctypes.c_long(nr["ioctl"]), ctypes.c_long(follower), ctypes.c_ulong(0x1_0000_5412), b"x")); os._exit(0)
os.wait()`),
  },
  {
    name: "kernel-console",
    tries: "use the console's own tricks: TIOCLINUX",
    control: root,
    script: python(
      'leader, follower = os.openpty()\ntry: fcntl.ioctl(follower, 0x541c, b"\\x06")\nexcept OSError as e: got(e.errno != errno.EPERM)\nelse: escaped()',
    ),
  },
  {
    name: "kernel-terminal-own",
    tries: "take a terminal of the host as its own",
    script: python('os.close(os.open("/dev/tty", os.O_RDWR)); escaped()'),
    hindrance: never("the suite has no terminal"),
  },
  {
    name: "kernel-32-bit",
    tries: "make calls by the numbers of 32-bit programs: int 0x80",
    script: python(`
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("53b814000000cd805bc3"))
got(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))() == os.getpid())`),
    hindrance: () => onlyX64() ?? has("ia32_sys_call")(),
  },
  {
    name: "kernel-x32",
    tries: "make calls by the numbers of x32",
    script: python("got(call(0x40000000 + 39) == os.getpid())"),
    hindrance: () => onlyX64() ?? (symbols.some((one) => one.endsWith("x32_sys_call")) ? null : "this kernel has no x32"),
  },
  {
    name: "kernel-personality",
    tries: "switch off what protects its memory",
    script: python('got(call("personality", 0x0400000)); got(call("personality", 0x0040000))'),
  },
  {
    name: "kernel-segments",
    tries: "change the segments of its memory: modify_ldt",
    script: python('got(call("modify_ldt", 1, struct.pack("4I", 0, 0, 0, 0x13), 16))'),
    hindrance: () => onlyX64() ?? has("sys_modify_ldt")(),
  },
  {
    name: "kernel-sctp",
    tries: "have the kernel load a protocol: SCTP, DCCP, MPTCP, UDP-Lite",
    script: python('for kind, protocol in ((1, 262), (5, 132), (6, 33), (2, 136)): got(call("socket", 2, kind, protocol))'),
    hindrance: () =>
      hasNoPython() ?? (readFileSync("/proc/net/protocols", "utf8").match(/MPTCP|SCTP|UDP-Lite/) ? null : "this kernel has none of them"),
  },
].map((one) => ({ hindrance: hasNoPython, ...one, group: "kernel" }) as const);

const machine: readonly Trial[] = [
  {
    name: "kernel-set-uid",
    tries: "run a program that runs as its owner, root",
    control: root,
    script:
      'cp /usr/bin/id tool; chown 0 tool && chmod 4755 tool && [ "$(setpriv --reuid 12345 ./tool -u)" = 0 ] && echo ESCAPED; su -c true && echo ESCAPED',
  },
  {
    name: "kernel-capset",
    tries: "take a capability back",
    control: root,
    script: python('got(call("capset", struct.pack("Ii", 0x20080522, 0), struct.pack("6I", 1 << 21, 1 << 21, 0, 0, 0, 0)))'),
  },
  { name: "kernel-time", tries: "set the clock", control: root, script: python('got(call("settimeofday", None, None))') },
  {
    name: "kernel-time-adjust",
    tries: "make the clock run faster",
    control: root,
    script: python(
      'now = ctypes.create_string_buffer(256); got(call("adjtimex", now) >= 0 and call("clock_adjtime", 0, now) >= 0 and call("clock_settime", 0, struct.pack("2q", -1, -1)) == -errno.EINVAL)',
    ),
  },
  {
    name: "kernel-host-name",
    tries: "rename the machine by the call",
    control: root,
    script: python('name = os.uname().nodename.encode(); got(call("sethostname", name, len(name)))'),
  },
  { name: "kernel-swap", tries: "use a file as memory", control: root, script: python('taken(call("swapon", b"/none", 0))') },
  {
    name: "kernel-reboot",
    tries: "switch the machine off",
    script: python('got(call("reboot", 0xfee1dead, 672274793, 0x4321fedc, None))'),
    hindrance: never("nobody wants to see it work"),
  },
  {
    name: "kernel-kexec",
    excuse: "this kernel was told never to start another",
    tries: "start another kernel",
    control: root,
    script: python('taken(call("kexec_load", 0, 1 << 20, None, 0))'),
    hindrance: has("sys_kexec_load"),
  },
  {
    name: "kernel-module",
    excuse: "this kernel takes no modules",
    tries: "load code into the kernel",
    control: root,
    script: python('taken(call("init_module", b"", 0, b""))'),
    hindrance: has("sys_init_module"),
  },
  {
    name: "kernel-accounting",
    tries: "have the kernel write a log of processes",
    control: root,
    script: python('taken(call("acct", b"/none/such"))'),
    hindrance: has("sys_acct"),
  },
  {
    name: "kernel-quota",
    tries: "change quotas of a disk",
    control: root,
    script: python('taken(call("quotactl", 0x800001 << 8 | 0, b"/dev/none", 0, None))'),
    hindrance: has("sys_quotactl"),
  },
  {
    name: "kernel-ports",
    excuse: "this kernel is locked down",
    tries: "talk to devices by their ports",
    control: root,
    script: python('got(call("iopl", 3))'),
    hindrance: () => onlyX64() ?? has("sys_iopl")(),
  },
  {
    name: "kernel-hang-up",
    tries: "hang up the terminals",
    control: root,
    script: python('if os.fork() == 0:\n    os.setsid(); got(call("vhangup")); os._exit(0)\nos.wait()'),
  },
  {
    name: "kernel-deadline",
    tries: "be given the processor by a deadline",
    control: root,
    script: python('got(call("sched_setattr", 0, struct.pack("IIQiIQQQ", 48, 6, 0, 0, 0, 10**6, 10**7, 10**7), 0))'),
  },
].map((one) => ({ hindrance: hasNoPython, ...one, group: "kernel" }) as const);

function setting(path: string): string {
  const file = `/proc/sys/${path}`;
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "0";
}

export const kernelTrials: readonly Trial[] = [...kernelAttacks, ...namespaces, ...mounts, ...insides, ...machine];
