import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { policy, type Rule } from "../../../src/sandbox/call-policy.ts";
import { callProfile, listWays } from "../../../src/sandbox/docker/call-profile.ts";
import { usualCalls } from "../../../src/sandbox/docker/usual-calls.ts";

/** What the first rule decides whose tests all hold: the meaning of the policy. */
function decide(rules: readonly Rule[], args: readonly number[]): number | null {
  const first = rules.find(({ when }) =>
    when.every(({ argument, is, value }) => {
      const given = args[argument] ?? 0;
      return { equal: given === value, greater: given > value, anyBit: (BigInt(given) & BigInt(value)) !== 0n }[is];
    }),
  );
  return first?.errno ?? null;
}

/** What docker decides: by every way to make the call of which all conditions hold; one that comes to nothing would be its default. */
function decideAsDocker(rules: readonly Rule[], args: readonly number[]): readonly (number | null)[] {
  const holds = listWays(rules).filter((way) =>
    way.args.every(({ index, value, valueTwo }) => (BigInt(args[index] ?? 0) & BigInt(value)) === BigInt(valueTwo)),
  );
  return [...new Set(holds.map(({ errno }) => errno))];
}

const conditional = policy.filter(([, rules]) => rules.some(({ when }) => when.length > 0));

describe("the filter of docker refuses exactly what the policy does", () => {
  test.each(conditional.map(([call, rules]) => [call, rules] as const))("%s", (_, rules) => {
    const values = rules.flatMap(({ when }) => when.map(({ value }) => value));
    const near = fc.constantFrom(...values, ...values.map((value) => value + 1), ...values.map((value) => Math.max(0, value - 1)), 0);
    const any = fc.oneof(near, fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 300 }));
    fc.assert(
      fc.property(
        fc.array(
          any.map((value) => value % 2 ** 32),
          { minLength: 4, maxLength: 4 },
        ),
        (args) => {
          expect(decideAsDocker(rules, args)).toEqual([decide(rules, args)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("in a form that looks at each argument once", () => {
    for (const architecture of ["x64", "arm64"] as const) {
      const profile = JSON.parse(callProfile(architecture));
      expect(profile.syscalls.length).toBeGreaterThan(policy.length);
      for (const { args = [] } of profile.syscalls) {
        const indices = args.map(({ index }: { index: number }) => index);
        expect(new Set(indices).size).toBe(indices.length);
      }
    }
    expect(callProfile("arm64")).not.toContain('"open"');
  });

  test("and what has no name in it is not there", () => {
    expect(JSON.parse(callProfile("x64"))).toMatchObject({ defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38 });
    const named = new Set<string>(usualCalls);
    expect(policy.filter(([call]) => named.has(call))).toEqual([]);
  });

  test("and rules that docker cannot be told are an error, not a hole", () => {
    const rules = [{ when: [{ argument: 0, is: "greater", value: 7 }], errno: 1 }] as const;
    expect(() => listWays(rules)).toThrow("cannot be told");
  });
});
