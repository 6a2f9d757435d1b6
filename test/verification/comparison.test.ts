import { describe, expect, test } from "vitest";
import { compare } from "../../src/verification/comparison.ts";
import type { Run } from "../../src/verification/run.ts";

const green: Run = { exitCode: 0, killed: null, names: [], tally: { failed: 0, total: 4, places: [] } };
const red = (...names: string[]): Run => ({ exitCode: 1, killed: null, names, tally: { failed: names.length, total: 4, places: [] } });
const bare = (exitCode: number): Run => ({ exitCode, killed: null, names: [], tally: null });
const late: Run = { exitCode: null, killed: "timeout", names: [], tally: null };

const cases: readonly (readonly [string, Run, Run | null, string, string, readonly string[]])[] = [
  ["passes", green, null, "passed", "passed (4 tests)", []],
  ["passes without a number", bare(0), null, "passed", "passed", []],
  ["breaks what was green", red("a", "b"), green, "failed", "2 of 4 tests fail, all of it since this change: a, b", ["a", "b"]],
  ["ends otherwise where it was green", bare(1), bare(0), "failed", "exit 1, and passed before this change", []],
  ["leaves what was red", red("a", "b"), red("b", "a"), "red-before", "2 of 4 tests fail, before this change too", []],
  [
    "repairs one of two",
    red("a"),
    red("b", "a"),
    "red-before",
    "1 of 4 tests fail, before this change too; 1 that failed before pass now",
    [],
  ],
  ["repairs one and breaks another", red("a", "c"), red("a", "b"), "failed", "2 of 4 tests fail, 1 since this change: c", ["c"]],
  ["does not come to its tests any more", bare(2), red("a"), "failed", "exit 2; before this change: 1 of 4 tests fail", []],
  ["comes to its tests now", red("a"), bare(2), "red-before", "1 of 4 tests fail, before this change too", []],
  ["fails the same way without names", bare(1), bare(1), "red-before", "exit 1, before this change too", []],
  ["fails another way without names", bare(2), bare(1), "failed", "exit 2; before this change: exit 1", []],
  ["cannot be started, then as now", bare(127), bare(127), "red-before", "could not be started (exit 127), before this change too", []],
  ["is not done in time any more", late, green, "failed", "it was not done in time, and passed before this change", []],
  ["was never done in time", late, late, "red-before", "it was not done in time, before this change too", []],
  ["fails and never was before", red("a"), null, "failed", "1 of 4 tests fail: a", ["a"]],
  [
    "fails more often where names are missing",
    { ...red("a"), tally: { failed: 3, total: 4, places: [] } },
    red("a"),
    "failed",
    "3 of 4 tests fail; before this change: 1 of 4 tests fail",
    [],
  ],
];

describe("a check that", () => {
  test.each(cases)("%s", (_, now, before, state, evidence, newlyFailing) => {
    expect(compare(now, before)).toEqual({ state, evidence, newlyFailing });
  });

  test("fails in many ways names five and counts the rest", () => {
    const { evidence, newlyFailing } = compare(red(..."abcdefg"), green);
    expect(evidence).toBe("7 of 4 tests fail, all of it since this change: a, b, c, d, e and 2 more");
    expect(newlyFailing).toHaveLength(7);
  });
});
