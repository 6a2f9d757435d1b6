import type { Architecture } from "../architecture.ts";
import { newest, policy, type Rule } from "../call-policy.ts";
import { numberOf } from "../calls.ts";
import { usualCalls } from "./usual-calls.ts";

/** One test of an argument: that these bits of it (`value`) are those (`valueTwo`). Only the low half counts, as in the kernel. */
type Condition = { readonly index: number; readonly value: number; readonly valueTwo: number; readonly op: "SCMP_CMP_MASKED_EQ" };

/** A way to make a call, where all conditions hold, and with which error it is refused; null lets it through. */
type Way = { readonly errno: number | null; readonly args: readonly Condition[] };

const foreignDies = { x64: "SCMP_ARCH_X86_64", arm64: "SCMP_ARCH_AARCH64" } as const;

/**
 * The policy of system calls as docker takes it (`--security-opt seccomp=`). There a call has no order of rules, only ways to make it, each of
 * which may look at an argument once. So every rule is written with what came before it already excluded. What has no name here, or none in
 * the daemon's own library, is not there; another architecture's calls end the process.
 */
export function callProfile(architecture: Architecture): string {
  const syscalls = policy
    .filter(([call]) => numberOf(call, architecture) !== null)
    .flatMap(([call, rules]) => listWays(rules).map(({ errno, args }) => ({ names: [call], ...verdict(errno), args })));
  return JSON.stringify({
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: newest.errno,
    architectures: [foreignDies[architecture]],
    syscalls: [{ names: usualCalls, ...verdict(null) }, ...syscalls],
  });
}

function verdict(errno: number | null) {
  return errno === null ? { action: "SCMP_ACT_ALLOW" } : { action: "SCMP_ACT_ERRNO", errnoRet: errno };
}

/** Every way to make a call, with what the first rule says of it whose tests all hold. */
export function listWays(rules: readonly Rule[], args: readonly Condition[] = []): readonly Way[] {
  const [first] = rules;
  if (first === undefined) return [{ errno: null, args }];
  const [test] = first.when;
  if (test === undefined) return [{ errno: first.errno, args }];
  return branch(rules, test.argument).flatMap(([condition, left]) => listWays(left, [...args, condition]));
}

/** What an argument can be, as far as the rules tell it apart, and the rules that are left then without their tests of it. */
function branch(rules: readonly Rule[], index: number): readonly (readonly [Condition, readonly Rule[]])[] {
  const tests = rules.flatMap(({ when }) => when.filter(({ argument }) => argument === index));
  const at = (bits: number, are: number): Condition => ({ index, value: bits, valueTwo: are, op: "SCMP_CMP_MASKED_EQ" });
  const without = (holds: (value: number) => boolean) =>
    rules
      .filter(({ when }) => when.every(({ argument, value }) => argument !== index || holds(value)))
      .map(({ when, errno }) => ({ when: when.filter(({ argument }) => argument !== index), errno }));
  const values = [...new Set(tests.map(({ value }) => value))];
  if (tests.every(({ is }) => is === "equal")) {
    const each = values.map((value) => [at(every, value), without((one) => one === value)] as const);
    return [...each, ...outside(values).map(([bits, are]) => [at(bits, are), without(() => false)] as const)];
  }
  const [mask = 0, ...more] = values;
  if (more.length > 0 || tests.some(({ is }) => is !== "anyBit")) throw new RangeError("rules that docker cannot be told");
  const set = bitsOf(mask).map((bit) => [at(bit, bit), without(() => true)] as const);
  return [...set, [at(mask, 0), without(() => false)]];
}

const every = 0xffff_ffff;

/** All 32-bit numbers but these, as few pairs of (bits, what they are). */
function outside(values: readonly number[], bit = 31, bits = 0, are = 0): readonly (readonly [number, number])[] {
  if (values.length === 0) return [[bits, are]];
  if (bit < 0) return [];
  const one = 2 ** bit;
  return [0, 1].flatMap((set) => {
    const same = values.filter((value) => Math.floor(value / one) % 2 === set);
    return outside(same, bit - 1, bits + one, are + set * one);
  });
}

function bitsOf(mask: number): readonly number[] {
  return Array.from({ length: 32 }, (_, bit) => 2 ** bit).filter((one) => Math.floor(mask / one) % 2 === 1);
}
