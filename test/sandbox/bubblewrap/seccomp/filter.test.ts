import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Architecture, auditArchitecture } from "../../../../src/sandbox/architecture.ts";
import { buildFilter } from "../../../../src/sandbox/bubblewrap/seccomp/filter.ts";
import { policy } from "../../../../src/sandbox/call-policy.ts";
import { type Call, numberOf } from "../../../../src/sandbox/calls.ts";
import { runFilter } from "./machine.ts";

const headers = [
  ["x64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"],
  ["arm64", "/usr/include/asm-generic/unistd.h"],
] as const;

/** What becomes of a call, in words. */
function tell(verdict: number): string {
  if (verdict === 0x7fff_0000) return "allowed";
  if (verdict === 0x8000_0000) return "killed";
  const errno = new Map([
    [1, "EPERM"],
    [38, "ENOSYS"],
    [93, "EPROTONOSUPPORT"],
    [95, "EOPNOTSUPP"],
    [97, "EAFNOSUPPORT"],
  ]).get(verdict & 0xffff);
  return verdict >>> 16 === 5 && errno !== undefined ? errno : `verdict 0x${verdict.toString(16)}`;
}

describe.each(["x64", "arm64"] as const)("the system call filter of %s", (architecture) => {
  const filter = buildFilter(architecture);
  const run = (number: number, ...args: readonly number[]) =>
    tell(runFilter(filter, { architecture: auditArchitecture[architecture], number, args }));
  const ask = (call: Call, ...args: readonly number[]) => run(numberOf(call, architecture) ?? Number.NaN, ...args);
  const has = (call: Call) => numberOf(call, architecture) !== null;

  test("is short enough for the kernel", () => {
    expect(filter.length / 8).toBeLessThanOrEqual(4096);
  });

  test("kills a call of any other architecture", () => {
    const others = [0x4000_0003, 0x4000_0028, ...Object.values(auditArchitecture)].filter((one) => one !== auditArchitecture[architecture]);
    for (const other of others) expect(tell(runFilter(filter, { architecture: other, number: 0 }))).toBe("killed");
  });

  test("does not know calls that are younger than it, nor the second numbers of x32", () => {
    for (const number of [463, 500, 0x4000_0000, 0x4000_0000 + 101, 0xffff_ffff]) expect(run(number)).toBe("ENOSYS");
    expect(run(462)).toBe("allowed");
  });

  test.each(policy.filter(([, rules]) => rules[0]?.when.length === 0).map(([call, [rule]]) => [call, rule?.errno]))(
    "%s fails with errno %i",
    (call, errno) => {
      if (has(call)) expect(ask(call)).toBe(errno === 1 ? "EPERM" : "ENOSYS");
    },
  );

  const conditional: readonly (readonly [Call, readonly number[], string])[] = [
    ["clone", [0x003d_0f00], "allowed"],
    ["clone", [0x0120_0011], "allowed"],
    ...[0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000].map(
      (flag) => ["clone", [flag | 17], "EPERM"] as const,
    ),
    ...[1, 2, 10].map((family) => ["socket", [family, 1, 0], "allowed"] as const),
    ...[2, 10].flatMap((family) => [
      ...[1, 6, 17, 58].map((protocol) => ["socket", [family, 3, protocol], "allowed"] as const),
      // SCTP, DCCP, MPTCP: none of them is loaded for a step
      ...[132, 33, 262].map((protocol) => ["socket", [family, 1, protocol], "EPROTONOSUPPORT"] as const),
    ]),
    ["fallocate", [0, 3], "allowed"],
    ...[0, 1, 16].map((mode) => ["fallocate", [0, mode], "EOPNOTSUPP"] as const),
    ["fcntl", [0, 6], "allowed"],
    ["fcntl", [0, 1024], "EPERM"],
    ["socket", [16, 3, 0], "allowed"],
    // AF_NETLINK to anything but the routing table, AF_PACKET, AF_ALG, AF_VSOCK, AF_XDP
    ...[15, 12, 9].map((protocol) => ["socket", [16, 3, protocol], "EAFNOSUPPORT"] as const),
    ...[3, 5, 17, 29, 38, 40, 44].map((family) => ["socket", [family, 3, 0], "EAFNOSUPPORT"] as const),
    ["socketpair", [1, 1, 0], "allowed"],
    ["socketpair", [40, 1, 0], "EAFNOSUPPORT"],
    ["ioctl", [0, 0x5401], "allowed"],
    ...[0x5412, 0x541c, 0x5423].map((request) => ["ioctl", [0, request], "EPERM"] as const),
    ...[0, 8, 0x2_0000, 0xffff_ffff].map((persona) => ["personality", [persona], "allowed"] as const),
    ...[0x004_0000, 0x040_0000, 0x100_0000].map((persona) => ["personality", [persona], "EPERM"] as const),
    ["open", [0, 0o102, 0o644], "allowed"],
    ["open", [0, 0, 0o7777], "allowed"],
    ["open", [0, 0o102, 0o4755], "EPERM"],
    ["openat", [0, 0, 0o102, 0o644], "allowed"],
    ["openat", [0, 0, 0o102, 0o2755], "EPERM"],
    ["openat", [0, 0, 0o20200002, 0o4755], "EPERM"],
    ["creat", [0, 0o4755], "EPERM"],
    ...(["chmod", "fchmod"] as const).flatMap((call) => [[call, [0, 0o1777], "allowed"] as const, [call, [0, 0o4755], "EPERM"] as const]),
    ...(["fchmodat", "fchmodat2"] as const).flatMap((call) => [
      [call, [0, 0, 0o755], "allowed"] as const,
      [call, [0, 0, 0o2755], "EPERM"] as const,
    ]),
    ["mknod", [0, 0o104755], "EPERM"],
    ["mknodat", [0, 0, 0o104755], "EPERM"],
    ["mknodat", [0, 0, 0o100644], "allowed"],
  ];

  test.each(conditional.filter(([call]) => has(call)))("%s with %j is %s", (call, args, told) => {
    expect(ask(call, ...args)).toBe(told);
  });

  test("lets every other call through", () => {
    const known = new Set(policy.map(([call]) => numberOf(call, architecture)));
    for (let number = 0; number <= 462; number += 1) if (!known.has(number)) expect(run(number)).toBe("allowed");
  });
});

test.each(headers)("%s: the numbers are the kernel's own", (architecture: Architecture, header) => {
  if (!existsSync(header)) return;
  const defined = new Map(
    [...readFileSync(header, "utf8").matchAll(/^#define\s+__NR(?:3264)?_(\w+)\s+(\d+)$/gm)].map(([, name, number]) => [
      name,
      Number(number),
    ]),
  );
  const youngest = Math.max(...defined.values());
  for (const [call] of policy) {
    const number = numberOf(call, architecture);
    if (number === null || number <= youngest) expect([call, defined.get(call) ?? null]).toEqual([call, number]);
  }
});
