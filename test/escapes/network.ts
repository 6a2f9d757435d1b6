import { existsSync, readFileSync } from "node:fs";
import { release } from "node:os";
import { reachingAttacks } from "../../src/sandbox/attacks/reaching.ts";
import { hasNoPython, python } from "./python.ts";
import type { Trial } from "./trial.ts";

const hasNoRoute = () =>
  readFileSync("/proc/net/route", "utf8")
    .split("\n")
    .some((line) => line.split("\t")[1] === "00000000")
    ? hasNoPython()
    : "this machine has no route";
const without = (path: string, why: string) => () => (existsSync(path) ? hasNoPython() : why);

const more: readonly Trial[] = [
  {
    name: "reach-loopback-6",
    tries: "call the host's loopback by IPv6",
    script: python('s = socket.socket(socket.AF_INET6); s.settimeout(5); s.connect(("::ffff:127.0.0.1", port)); got(s.recv(4) == b"HOST")'),
  },
  {
    name: "reach-datagram",
    tries: "send a datagram to a service on the host's loopback",
    script: python(
      's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(3); s.sendto(b"?", ("127.0.0.1", int(os.environ["UDP"]))); got(s.recv(4) == b"HOST")',
    ),
  },
  {
    name: "reach-any",
    tries: "call the host by 0.0.0.0, its name and its own addresses",
    script: python(`
for name in ("0.0.0.0", "localhost", socket.gethostname(), "127.0.1.1", "10.0.2.2", "172.17.0.1"):
    try: got(socket.create_connection((name, port), 0.5).recv(4) == b"HOST")
    except OSError: pass`),
  },
  {
    name: "reach-path-socket",
    tries: "call a service by the path of its socket",
    script: python('s = socket.socket(socket.AF_UNIX); s.connect(os.environ["SOCKET"]); got(s.recv(4) == b"HOST")'),
  },
  {
    name: "reach-abstract-socket",
    tries: "call a service by the abstract name of its socket",
    script: python('s = socket.socket(socket.AF_UNIX); s.connect("\\0service-" + mark); got(s.recv(4) == b"HOST")'),
  },
  {
    name: "reach-route",
    tries: "find a way to the internet",
    script: python('s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("192.0.2.1", 53)); escaped()'),
    hindrance: hasNoRoute,
  },
  {
    name: "reach-metadata",
    tries: "find a way to the address where clouds keep credentials",
    script: python('s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("169.254.169.254", 80)); escaped()'),
    hindrance: hasNoRoute,
  },
  {
    name: "reach-vsock",
    tries: "talk to whoever runs this machine as a guest: vsock",
    script: python("socket.socket(40, socket.SOCK_STREAM); escaped()"),
    hindrance: without("/dev/vsock", "no vsock here"),
  },
  {
    name: "reach-uevents",
    tries: "hear what the kernel tells about devices",
    script: python("s = socket.socket(16, socket.SOCK_DGRAM, 15); s.bind((0, 1)); escaped()"),
  },
  {
    name: "reach-audit",
    tries: "talk to the kernel's audit and firewall",
    script: python(`
for protocol in (9, 12, 6, 20):
    try: socket.socket(16, socket.SOCK_RAW, protocol); escaped()
    except OSError: pass`),
  },
  { name: "reach-diagnosis", tries: "list sockets by sock_diag", script: python("socket.socket(16, socket.SOCK_RAW, 4); escaped()") },
  {
    name: "reach-crypto",
    tries: "use the kernel's ciphers: AF_ALG",
    script: python("s = socket.socket(38, 5); escaped()"),
    hindrance: () => hasNoPython() ?? (protocols().includes("ALG") ? null : "no AF_ALG here"),
  },
  {
    name: "reach-packets",
    tries: "hear every packet: AF_PACKET",
    control: "root" as const,
    script: python("socket.socket(17, socket.SOCK_RAW, 0x0300); escaped()"),
    hindrance: hasNoPacket,
  },
  {
    name: "reach-raw",
    tries: "make packets of its own",
    control: "root" as const,
    script: python("socket.socket(2, socket.SOCK_RAW, 255); escaped()"),
  },
  {
    name: "reach-interface",
    tries: "make and change interfaces",
    control: "root" as const,
    script: python('s = socket.socket(2, 2); fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x49)); escaped()'),
  },
  {
    name: "reach-peer",
    tries: "signal the process at the other end of its output, by SO_PEERPIDFD",
    script: python(`
for fd in (1, 2):
    try: peer = struct.unpack("i", socket.socket(fileno=os.dup(fd)).getsockopt(socket.SOL_SOCKET, 77, 4))[0]
    except OSError: continue
    got(call("pidfd_send_signal", peer, 0, None, 0))`),
    control: "root" as const,
    hindrance: () => hasNoPython() ?? (isYoung(6, 5) ? null : "this kernel has no SO_PEERPIDFD"),
  },
].map((one) => ({ hindrance: hasNoPython, ...one, group: "network" }) as const satisfies Trial);

function isYoung(major: number, minor: number): boolean {
  const [x = 0, y = 0] = release().split(".").map(Number);
  return x > major || (x === major && y >= minor);
}

function protocols(): string {
  return readFileSync("/proc/net/protocols", "utf8");
}

function hasNoPacket(): string | null {
  return protocols().includes("PACKET") ? hasNoPython() : "no AF_PACKET here";
}

export const networkTrials: readonly Trial[] = [...reachingAttacks.filter(({ group }) => group === "network"), ...more];
