import { type Architecture, auditArchitecture } from "../../architecture.ts";
import { newest, policy, type Rule } from "../../call-policy.ts";
import { numberOf } from "../../calls.ts";
import { encode, give, type Instruction, jump, load, place, verdict } from "./program.ts";

/**
 * The system call filter of every command, for `bwrap --seccomp` (sandbox.md: seccomp): what the policy says, and no foreign
 * architecture, whose calls have other numbers.
 */
export function buildFilter(architecture: Architecture): Uint8Array {
  return encode([
    load(place.architecture),
    jump("equal", auditArchitecture[architecture], 1, 0),
    give(verdict.kill),
    load(place.number),
    // x32 calls have numbers beyond all others
    jump("greater", newest.number, 0, 1),
    give(verdict.fail(newest.errno)),
    ...policy.flatMap(([call, rules]) => {
      const number = numberOf(call, architecture);
      return number === null ? [] : decide(number, rules);
    }),
    give(verdict.allow),
  ]);
}

/** Skips to the next call when it is not this one; else ends with its verdict. */
function decide(number: number, rules: readonly Rule[]): readonly Instruction[] {
  const body = rules.flatMap(apply);
  const closed = rules.at(-1)?.when.length === 0 ? body : [...body, give(verdict.allow)];
  return [jump("equal", number, 0, closed.length), ...closed];
}

/** Two instructions a test; the first one that does not hold skips to the next rule. */
function apply({ when, errno }: Rule): readonly Instruction[] {
  const tests = when.flatMap(({ argument, is, value }, index) => [
    load(place.argument(argument)),
    jump(is, value, 0, 2 * (when.length - index - 1) + 1),
  ]);
  return [...tests, give(errno === null ? verdict.allow : verdict.fail(errno))];
}
