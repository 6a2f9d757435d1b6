import { existsSync, readFileSync } from "node:fs";
import type { Attack } from "../../src/sandbox/attacks/attack.ts";
import { readingAttacks } from "../../src/sandbox/attacks/reading.ts";
import { hasNoPython, python, turning } from "./python.ts";
import type { Trial } from "./trial.ts";

/** A setting of the kernel; null where there is none. */
function setting(path: string): string | null {
  const file = `/proc/sys/${path}`;
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Whether this kernel keeps a process from looking into others of the same account. */
export const keepsApart = () =>
  hasNoPython() ?? (Number(setting("kernel/yama/ptrace_scope") ?? 0) > 0 ? "this kernel restricts ptrace" : null);

const more = (
  [
    {
      name: "read-memory",
      tries: "read the memory of a process of the host through /proc",
      script: python(`
at = int(open(f"/proc/{pid}/maps").readline().split("-")[0], 16)
got(len(os.pread(os.open(f"/proc/{pid}/mem", os.O_RDONLY), 16, at)))`),
      hindrance: keepsApart,
    },
    {
      name: "read-memory-call",
      tries: "read the memory of a process of the host by process_vm_readv",
      script: python(`
there = int(open(f"/proc/{pid}/maps").readline().split("-")[0], 16) if os.path.exists(f"/proc/{pid}/maps") else 0
buffer = ctypes.create_string_buffer(16)
vector = lambda at: ctypes.byref((ctypes.c_ulong * 2)(at, 16))
got(call("process_vm_readv", pid, vector(ctypes.addressof(buffer)), 1, vector(there), 1, 0))`),
      hindrance: keepsApart,
    },
    {
      name: "read-own-memory-call",
      tries: "use process_vm_readv at all, on itself",
      script: python(`
here, there = ctypes.create_string_buffer(b"x" * 16), ctypes.create_string_buffer(16)
vector = lambda b: ctypes.byref((ctypes.c_ulong * 2)(ctypes.addressof(b), 16))
got(call("process_vm_readv", os.getpid(), vector(there), 1, vector(here), 1, 0))`),
      hindrance: hasNoPython,
    },
    {
      name: "read-descriptor",
      tries: "take an open file from a process of the host by pidfd_getfd",
      script: python(`
fd = call("pidfd_getfd", call("pidfd_open", pid, 0), 3, 0)
if fd >= 0 and os.pread(fd, 6, 0) == b"SECRET": escaped()`),
      hindrance: keepsApart,
    },
    {
      name: "read-compare",
      tries: "learn about a process of the host by kcmp",
      script: python('got(call("kcmp", pid, pid, 0, 0, 0))'),
      hindrance: keepsApart,
    },
    {
      name: "read-handle",
      tries: "open a file by its handle, past all directories",
      control: "root",
      script: python(`
handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
mount = ctypes.c_int()
if call("name_to_handle_at", -100, b"/usr", handle, ctypes.byref(mount), 0) == 0:
    got(call("open_by_handle_at", os.open("/usr", os.O_RDONLY), handle, os.O_RDONLY))`),
      hindrance: hasNoPython,
    },
    {
      name: "read-handle-name",
      tries: "ask for the handle of a file",
      script: python(`
handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
got(call("name_to_handle_at", -100, b"/usr", handle, ctypes.byref(ctypes.c_int()), 0))`),
      hindrance: hasNoPython,
    },
    {
      name: "read-link-race",
      tries: "read while a name changes between a directory and a link that leads out",
      script: python(`${turning}
for n in range(20000):
    try: line = open("turn/secret.txt").read()
    except OSError: continue
    if line.strip() == "SECRET": escaped(); break
turn.kill()`),
      hindrance: hasNoPython,
    },
    {
      name: "read-dotenv",
      tries: "read the settings of the program itself: .env beside it, in its home, where it was started",
      script: 'for f in "$OUTSIDE/app/.env" "$OUTSIDE/home/.env"; do grep -q TOKEN "$f" && echo ESCAPED; done',
    },
    {
      name: "read-keys",
      tries: "read keys in a home directory",
      script: 'for f in "$OUTSIDE"/home/.ssh/id_* "$OUTSIDE/home/.netrc"; do grep -q KEY "$f" && echo ESCAPED; done',
    },
    {
      name: "read-other-workspace",
      tries: "read the workspace of another task",
      script: 'for d in "$OUTSIDE"/workspaces/*; do [ -s "$d/notes.md" ] && echo ESCAPED; done; [ -s ../other/notes.md ] && echo ESCAPED',
    },
    { name: "read-host-name", tries: "learn the name of the machine", script: '[ "$(uname -n)" != sandbox ] && echo ESCAPED' },
    {
      name: "read-resolver",
      tries: "learn how the host finds names, and its machine id",
      script: "for f in /etc/resolv.conf /etc/machine-id /etc/hostname; do [ -s $f ] && echo ESCAPED; done",
    },
    {
      name: "read-processes",
      tries: "count the processes of the host",
      script: '[ "$(ls -d /proc/[0-9]* | wc -l)" -gt 8 ] && echo ESCAPED',
    },
    {
      name: "read-core",
      tries: "read the memory of the kernel",
      control: "root",
      script: 'for f in /proc/kcore /dev/mem /dev/kmem /proc/kpagecount; do [ "$(head -c 8 $f | wc -c)" = 8 ] && echo ESCAPED; done',
    },
    {
      name: "read-kernel-addresses",
      tries: "learn where the kernel lies in memory",
      control: "root",
      script: "grep -qvE '^0+ ' /proc/kallsyms && echo ESCAPED",
    },
    {
      name: "read-log-call",
      tries: "read the kernel's log by its system call",
      control: "root",
      script: python('got(call("syslog", 10, None, 0))'),
      hindrance: hasNoPython,
    },
    {
      name: "read-watch",
      tries: "watch what others do with files: fanotify",
      control: "root",
      script: python('got(call("fanotify_init", 0, 0))'),
      hindrance: hasNoPython,
    },
  ] as const
).map((one) => ({ ...one, group: "read" }) as const satisfies Trial);

export const readingTrials: readonly Trial[] = [...readingAttacks.map(excused), ...more];

/** Some machines keep their disks from root. */
function excused(attack: Attack): Trial {
  return attack.name === "read-disk" ? { ...attack, excuse: "root may not open a disk here" } : attack;
}
