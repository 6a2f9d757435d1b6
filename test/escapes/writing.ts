import { existsSync } from "node:fs";
import { writingAttacks } from "../../src/sandbox/attacks/writing.ts";
import { hasNoPython, isX64, python, turning } from "./python.ts";
import type { Trial } from "./trial.ts";

const noSuchCall = () => hasNoPython() ?? (isX64 ? null : "this processor has no such call");

/** Makes a set-uid or set-gid file `tool`, by one call. */
const ownerRuns = [
  ["open", 'os.close(os.open("tool", os.O_CREAT | os.O_WRONLY, 0o4755))', hasNoPython],
  ["creat", 'call("creat", b"tool", 0o4755)', noSuchCall],
  ["mknod", 'os.mknod("tool", 0o104755)', hasNoPython],
  ["fchmod", 'os.fchmod(os.open("tool", os.O_CREAT | os.O_WRONLY), 0o4755)', hasNoPython],
  ["fchmodat2", 'os.close(os.open("tool", os.O_CREAT)); call("fchmodat2", -100, b"tool", 0o4755, 0)', hasNoPython],
  [
    "unnamed",
    'fd = os.open(".", os.O_TMPFILE | os.O_WRONLY, 0o4755); call("linkat", -100, f"/proc/self/fd/{fd}".encode(), -100, b"tool", 0x400)',
    hasNoPython,
  ],
  ["high-bits", 'os.close(os.open("tool", os.O_CREAT)); call("fchmodat", -100, b"tool", 0o4755 | (1 << 40))', hasNoPython],
] as const;

const more: readonly Trial[] = [
  ...ownerRuns.map(([name, how, hindrance]) => ({
    name: `write-set-uid-${name}`,
    tries: `leave a file that runs as its owner, made by ${name}`,
    script: python(`os.umask(0)\ntry:\n    ${how}\nfinally:\n    got(os.path.exists("tool") and os.stat("tool").st_mode & 0o6000 != 0)`),
    hindrance,
  })),
  {
    name: "write-set-uid-copy",
    tries: "copy a set-uid program with its bits",
    control: "root" as const,
    script: "for f in /usr/bin/su /usr/bin/mount /usr/bin/passwd; do cp -p $f tool; [ -u tool ] && echo ESCAPED; done",
  },
  {
    name: "write-file-capability",
    tries: "leave a file that has capabilities for whoever runs it",
    control: "root" as const,
    script: python(
      'open("tool", "w").close(); os.setxattr("tool", "security.capability", struct.pack("<IIIII", 0x02000001, 1 << 13, 0, 0, 0)); escaped()',
    ),
    hindrance: hasNoPython,
  },
  {
    name: "write-immutable",
    tries: "leave a file that nobody can remove",
    control: "root" as const,
    script: "touch kept; chattr +i kept && echo ESCAPED; chattr -i kept",
  },
  {
    name: "write-unapproved",
    tries: "write beside what was approved",
    writes: ["dist"],
    script: "echo x > src/planted && echo ESCAPED; echo x > planted && echo ESCAPED",
  },
  {
    name: "write-unapproved-file",
    tries: "change a file beside what was approved",
    writes: ["dist"],
    script:
      "echo x >> src/file && echo ESCAPED; chmod 777 src/file && echo ESCAPED; rm src/file && echo ESCAPED; touch -d yesterday src/file && echo ESCAPED",
  },
  {
    name: "write-approved-turned",
    tries: "put a link in place of the approved directory",
    writes: ["dist"],
    script:
      "mv dist away && ln -s src dist && echo x > dist/planted && echo ESCAPED; rmdir dist && ln -s src dist && echo x > dist/planted && echo ESCAPED",
  },
  {
    name: "write-approved-linked",
    tries: "reach what lies beside by a link or a second name in the approved directory",
    writes: ["dist"],
    script:
      "ln -s ../src dist/link && echo x > dist/link/planted && echo ESCAPED; ln src/file dist/second && echo x >> dist/second && echo ESCAPED; mv src/file dist/ && echo ESCAPED",
  },
  {
    name: "write-approved-processes",
    tries: "write beside what was approved through /proc",
    writes: ["dist"],
    script:
      "echo x > /proc/self/cwd/src/planted && echo ESCAPED; echo x > /proc/1/root/workspace/src/planted && echo ESCAPED; exec 9< src/file; echo x >> /proc/self/fd/9 && echo ESCAPED",
  },
  {
    name: "write-link-race",
    tries: "write while a name changes between a directory and a link that leads out",
    script: python(`${turning}
for n in range(20000):
    try: open(f"turn/planted-{mark}", "w").close()
    except OSError: continue
    if os.path.exists(f"{outside}/planted-{mark}"): escaped(); break
turn.kill()`),
    hindrance: hasNoPython,
  },
  {
    name: "write-sysctls",
    tries: "find any setting of the kernel that can be written",
    control: "root" as const,
    script: "find /proc/sys /sys -type f -writable 2>/dev/null | grep -q . && echo ESCAPED",
  },
  {
    name: "write-binary-formats",
    tries: "register an interpreter that the host's kernel runs",
    control: "root" as const,
    script: "mount -t binfmt_misc none /proc/sys/fs/binfmt_misc; [ -w /proc/sys/fs/binfmt_misc/register ] && echo ESCAPED",
  },
  {
    name: "write-trigger",
    tries: "use the emergency keys: print their help",
    control: "root" as const,
    script: "echo h > /proc/sysrq-trigger && echo ESCAPED",
    hindrance: () => (existsSync("/proc/sysrq-trigger") ? null : "this kernel has no emergency keys"),
  },
  {
    name: "write-lease",
    tries: "hold a lease on a file, so that others wait to open it",
    script: python('fd = os.open("src/file", os.O_RDONLY); got(fcntl.fcntl(fd, 1024, fcntl.F_WRLCK) == 0)'),
    hindrance: hasNoPython,
  },
  {
    name: "write-devices",
    tries: "write to a device of the host",
    control: "root" as const,
    script: "for d in /dev/kmsg /dev/[sv]da /dev/loop0 /dev/tty1 /dev/fuse /dev/net/tun; do [ -w $d ] && echo ESCAPED; done",
  },
].map((one) => ({ ...one, group: "write" }) as const satisfies Trial);

export const writingTrials: readonly Trial[] = [...writingAttacks, ...more];
