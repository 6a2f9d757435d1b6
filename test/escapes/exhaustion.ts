import { reachingAttacks } from "../../src/sandbox/attacks/reaching.ts";
import { hasNoPython, python } from "./python.ts";
import type { Trial } from "./trial.ts";

const megabytes = 1024 ** 2;
/** Holds what it took a moment longer than the watch needs, then tells. */
const hold = "time.sleep(1); escaped()";
const fill = (bytes: number) => `b = bytearray(${bytes}); b[::4096] = b"x" * len(b[::4096])`;
const map = (flags: string, bytes: number) => `m = mmap.mmap(-1, ${bytes}, ${flags})\nfor at in range(0, ${bytes}, 4096): m[at] = 1`;

const more: readonly Trial[] = [
  {
    name: "exhaust-threads",
    tries: "start more threads than the limit",
    script: python("for n in range(200): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()\nescaped()"),
  },
  {
    name: "exhaust-memory",
    tries: "use more memory than one process may",
    limits: { memoryBytes: 100 * megabytes },
    script: python(`${fill(300 * megabytes)}\nescaped()`),
  },
  {
    name: "exhaust-memory-shared",
    tries: "use memory that no limit of a process counts: shared with nobody",
    script: python(`${map("mmap.MAP_SHARED | mmap.MAP_ANONYMOUS", 300 * megabytes)}\n${hold}`),
  },
  {
    name: "exhaust-memory-many",
    tries: "use more memory in many processes than all of them may",
    script: python(
      `for n in range(6):\n    if os.fork() == 0:\n        ${fill(50 * megabytes)}; time.sleep(1.5); os._exit(0)\nstates = [os.wait()[1] for n in range(6)]\ngot(all(s == 0 for s in states))`,
    ),
  },
  {
    name: "exhaust-stack",
    tries: "use memory as a stack, which the limit of the data leaves out",
    limits: { memoryBytes: 100 * megabytes },
    script: python(`${map("mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100", 300 * megabytes)}\n${hold}`),
  },
  {
    name: "exhaust-page-tables",
    tries: "make the kernel keep tables for terabytes that hold nothing",
    script: python(`
size = 1 << 40
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
start = libc.mmap(None, size, mmap.PROT_READ, 0x4022, -1, 0)
libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), 15)
for n in range(75000): ctypes.c_char.from_address(start + n * (2 << 20)).value
${hold}`),
  },
  {
    name: "exhaust-sockets",
    tries: "use memory of the kernel by sending what nobody reads",
    limits: { openFiles: 1024, treeMemoryBytes: 100 * megabytes },
    script: python(`
pairs = [socket.socketpair() for n in range(480)]
for left, right in pairs:
    left.setblocking(False); left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    try:
        for n in range(12): left.send(b"x" * 65536)
    except BlockingIOError: pass
${hold}`),
  },
  {
    name: "exhaust-scratch",
    tries: "fill the scratch directory beyond its size",
    limits: { fileBytes: 1000 * megabytes, treeMemoryBytes: 1000 * megabytes },
    script:
      '[ -n "$TMPDIR" ] && cd "$TMPDIR"; head -c 300000000 /dev/zero > big; [ "$(stat -c %s big)" = 300000000 ] && echo ESCAPED; rm big',
  },
  {
    name: "exhaust-scratch-memory",
    tries: "use memory as files in the scratch directories, each below its size",
    script:
      'D=.; [ -n "$TMPDIR" ] && D=$TMPDIR; for d in "$D" /dev/shm; do head -c 60000000 /dev/zero > $d/a-$MARK; head -c 60000000 /dev/zero > $d/b-$MARK; done; sleep 1; [ "$(stat -c %s "$D/a-$MARK")" = 60000000 ] && echo ESCAPED; rm -f /dev/shm/[ab]-$MARK',
    limits: { treeMemoryBytes: 100 * megabytes },
  },
  {
    name: "exhaust-scratch-files",
    tries: "use memory by files that hold nothing",
    limits: { treeMemoryBytes: 40 * megabytes },
    script: python(`
os.mkdir(f"/dev/shm/many-{mark}"); os.chdir(f"/dev/shm/many-{mark}")
try:
    for n in range(45000): os.close(os.open(str(n), os.O_CREAT))
    ${hold}
finally:
    for n in os.listdir("."): os.unlink(n)
    os.rmdir(os.getcwd())`),
  },
  {
    name: "exhaust-disk-files",
    tries: "fill the disk with many files",
    limits: { writtenBytes: 20_000_000, timeoutMs: 30_000 },
    script: "n=0; while [ $n -lt 100 ]; do head -c 1000000 /dev/zero > f$n; n=$((n+1)); done; sleep 1; echo ESCAPED",
  },
  {
    name: "exhaust-disk-unnamed",
    tries: "fill the disk with a file that has lost its name",
    limits: { writtenBytes: 20_000_000 },
    script: "exec 3> f; rm f; head -c 90000000 /dev/zero >&3; sleep 1; echo ESCAPED",
  },
  {
    name: "exhaust-disk-at-once",
    tries: "take room on the disk in one call, before anybody looks",
    limits: { fileBytes: 1000 * megabytes },
    script: python(
      'fd = os.open("f", os.O_CREAT | os.O_RDWR)\nfor mode in (0, 1, 16):\n    call("fallocate", fd, mode, 0, 50_000_000)\n    got(os.fstat(fd).st_blocks * 512 >= 50_000_000)',
    ),
  },
  {
    name: "exhaust-disk-mapped",
    tries: "grow a file by writing to memory",
    script: python('f = open("f", "w+b"); f.truncate(200_000_000); m = mmap.mmap(f.fileno(), 200_000_000); escaped()'),
  },
  {
    name: "exhaust-inodes",
    tries: "use up the numbers of files",
    limits: { writtenFiles: 500 },
    script: "mkdir d; n=0; while [ $n -lt 5000 ]; do : > d/$n; n=$((n+1)); done; sleep 1; echo ESCAPED",
  },
  {
    name: "exhaust-output",
    tries: "print without end",
    limits: { outputKillBytes: 1_000_000 },
    script: "head -c 100000000 /dev/zero; echo; echo ESCAPED",
  },
  { name: "exhaust-memfd", tries: "keep memory in a file without a name", script: python('got(call("memfd_create", b"m", 0))') },
  {
    name: "exhaust-memfd-secret",
    tries: "keep memory that not even the kernel sees",
    script: python('got(call("memfd_secret", 0))'),
    hindrance: () => hasNoPython() ?? "most kernels have it off",
  },
  {
    name: "exhaust-shared-memory",
    tries: "keep memory beyond the end of every process: System V",
    script: python('id = call("shmget", 0, 4096, 0o1600)\ngot(id)\nif id >= 0: call("shmctl", id, 0, None)'),
  },
  {
    name: "exhaust-semaphores",
    tries: "keep semaphores beyond the end of every process",
    script: python('id = call("semget", 0, 1, 0o1600)\ngot(id)\nif id >= 0: call("semctl", id, 0, 0)'),
  },
  {
    name: "exhaust-messages",
    tries: "keep messages beyond the end of every process",
    script: python('id = call("msgget", 0, 0o1600)\ngot(id)\nif id >= 0: call("msgctl", id, 0, None)'),
  },
  {
    name: "exhaust-queues",
    tries: "keep a message queue: POSIX",
    script: python('name = f"q{mark}".encode()\ngot(call("mq_open", name, os.O_CREAT | os.O_RDWR, 0o600, None))\ncall("mq_unlink", name)'),
  },
  {
    name: "exhaust-locked",
    tries: "keep memory from ever being swapped out",
    script: python(
      "b = mmap.mmap(-1, 1_000_000)\ngot(libc.mlock(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(b))), 1_000_000) == 0)",
    ),
  },
  {
    name: "exhaust-descriptors",
    tries: "open more files than the limit",
    script: python('held = [os.open("/dev/null", os.O_RDONLY) for n in range(500)]\nescaped()'),
  },
  {
    name: "exhaust-processor",
    tries: "compute longer than the limit",
    limits: { cpuSeconds: 1 },
    script: python("while time.process_time() < 2.5: pass\nescaped()"),
  },
  {
    name: "exhaust-real-time",
    tries: "be served before everybody else",
    control: "root" as const,
    script: python("os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)); escaped()"),
  },
  {
    name: "exhaust-nice",
    tries: "be served before most others",
    control: "root" as const,
    script: python("os.setpriority(os.PRIO_PROCESS, 0, -5); escaped()"),
  },
  {
    name: "exhaust-limits-raised",
    tries: "raise every limit it was given",
    control: "root" as const,
    script: python(
      "for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_DATA):\n    hard = resource.getrlimit(what)[1]\n    try:\n        if hard == resource.RLIM_INFINITY or resource.setrlimit(what, (hard + 1, hard + 1)) is None: escaped()\n    except (ValueError, OSError): pass",
    ),
  },
].map((one) => ({ hindrance: hasNoPython, ...one, group: "exhaustion" }) as const satisfies Trial);

export const exhaustionTrials: readonly Trial[] = [...reachingAttacks.filter(({ group }) => group === "exhaustion"), ...more];
