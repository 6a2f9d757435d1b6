import { describe, expect, test } from "vitest";
import { checksOfSteps, evaluate, judgeBySteps } from "../../src/domain/evaluation.ts";
import type { Judged } from "../../src/domain/verdict.ts";
import type { CheckOutcome } from "../../src/domain/verification.ts";
import { policy, resultOf, stepWith } from "./world.ts";

const c = (id: string, must = false) => ({ id, text: id, must });
const j = (id: string, met: boolean | null, score: number): Judged => ({ id, met, score, evidence: "seen" });
const check = (passed: boolean, required = true): CheckOutcome => ({
  name: "tests",
  state: passed ? "passed" : "failed",
  required,
  evidence: "",
  newlyFailing: [],
});
const verdict = (criteria: ReturnType<typeof c>[], checks: CheckOutcome[], judged: Judged[]) =>
  evaluate(criteria, checks, judged, policy.thresholds);

describe("the verdict", () => {
  test.each<[string, ReturnType<typeof c>[], CheckOutcome[], Judged[], string, number]>([
    ["everything met", [c("a"), c("b")], [check(true)], [j("a", true, 1), j("b", true, 1)], "green", 1],
    ["a failing required check, all criteria met", [c("a"), c("b")], [check(false)], [j("a", true, 1), j("b", true, 1)], "red", 2 / 3],
    [
      "a failing optional check",
      [c("a"), c("b"), c("d")],
      [check(false, false)],
      [j("a", true, 1), j("b", true, 1), j("d", true, 1)],
      "yellow",
      0.75,
    ],
    ["exactly 0.85", [c("a")], [], [j("a", true, 0.85)], "green", 0.85],
    ["three times 0.85", [c("a"), c("b"), c("d")], [], [j("a", true, 0.85), j("b", true, 0.85), j("d", true, 0.85)], "green", 0.85],
    ["just below 0.85", [c("a")], [], [j("a", true, 0.849)], "yellow", 0.849],
    ["exactly 0.6", [c("a")], [], [j("a", true, 0.6)], "yellow", 0.6],
    ["three times 0.6", [c("a"), c("b"), c("d")], [], [j("a", true, 0.6), j("b", true, 0.6), j("d", true, 0.6)], "yellow", 0.6],
    ["just below 0.6", [c("a")], [], [j("a", true, 0.599)], "red", 0.599],
    ["an unmet criterion with a high score", [c("a"), c("b")], [], [j("a", true, 1), j("b", false, 1)], "yellow", 1],
    ["an unmet must-hold with a high score", [c("a"), c("b", true)], [], [j("a", true, 1), j("b", false, 1)], "red", 1],
    ["a criterion nobody could judge", [c("a"), c("b")], [], [j("a", true, 1), j("b", null, 1)], "yellow", 1],
    ["a must-hold nobody could judge", [c("a"), c("b", true)], [], [j("a", true, 1), j("b", null, 1)], "yellow", 1],
    ["a criterion the judge forgot", [c("a"), c("b")], [check(true), check(true)], [j("a", true, 1)], "yellow", 0.875],
    ["no judgement at all", [c("a", true)], [], [], "yellow", 0.5],
    ["no judgement and a failing optional check", [c("a")], [check(false, false)], [], "red", 0.25],
    ["a judgement of something else", [c("a")], [check(true)], [j("z", true, 1)], "yellow", 0.75],
    ["scores out of range", [c("a"), c("b")], [], [j("a", true, 7), j("b", true, -3)], "red", 0.5],
    ["checks alone", [], [check(true)], [], "green", 1],
  ])("%s", (_what, criteria, checks, judged, expected, score) => {
    const found = verdict(criteria, checks, judged);
    expect(found.verdict).toBe(expected);
    expect(found.score).toBeCloseTo(score, 10);
  });
});

describe("a mean that is exactly a threshold counts as reaching it, whatever the sum's rounding", () => {
  test.each([
    [[0.6, 0.95, 0.9, 0.95], "green"],
    [[0.15, 0.95, 0.35, 0.95], "yellow"],
  ])("%o is %s", (scores, expected) => {
    const ids = scores.map((_, index) => `c${index}`);
    const found = verdict(
      ids.map((id) => c(id)),
      [],
      scores.map((score, index) => j(`c${index}`, true, score)),
    );
    expect(found.verdict).toBe(expected);
  });
});

describe("judgeBySteps", () => {
  const steps = [
    stepWith("build", { criteria: ["a"], status: "passed", result: resultOf("built") }),
    stepWith("test", { criteria: ["a", "b"], status: "failed", reason: "exit 1" }),
    stepWith("old", { criteria: ["d"], status: "superseded" }),
    stepWith("new", { criteria: ["d"], status: "passed", result: resultOf("mended") }),
  ];
  test("a criterion is met when all that serve it passed; replaced steps do not count, unserved ones stay unjudged", () => {
    expect(judgeBySteps([c("a"), c("b"), c("d"), c("e")], steps)).toEqual([
      { id: "a", met: false, score: 0, evidence: "test: exit 1" },
      { id: "b", met: false, score: 0, evidence: "test: exit 1" },
      { id: "d", met: true, score: 1, evidence: "new: mended" },
      { id: "e", met: null, score: 0.5, evidence: "not judged" },
    ]);
  });
});

describe("what was left out", () => {
  const steps = [
    stepWith("unit", { kind: "test", criteria: ["a", "b"], status: "passed", result: resultOf("3 tests") }),
    stepWith("e2e", { kind: "test", criteria: ["b"], status: "skipped", reason: "rejected by olga" }),
    stepWith("lint", { kind: "test", criteria: ["c"], status: "failed", reason: "exit 1" }),
    stepWith("types", { criteria: ["c"], status: "skipped", reason: "rejected by olga" }),
  ];

  test("proves nothing and disproves nothing", () => {
    expect(judgeBySteps([c("a"), c("b"), c("c")], steps)).toEqual([
      { id: "a", met: true, score: 1, evidence: "unit: 3 tests" },
      { id: "b", met: null, score: 0.5, evidence: "e2e: rejected by olga" },
      { id: "c", met: false, score: 0, evidence: "lint: exit 1" },
    ]);
  });

  test("is no failed check", () => {
    expect(checksOfSteps(steps).map((one) => [one.name, one.state])).toEqual([
      ["unit", "passed"],
      ["lint", "failed"],
    ]);
  });
});

test("a plan's tests are required checks, unless any result is a finding", () => {
  const steps = [
    stepWith("unit", { kind: "test", status: "passed", result: resultOf("passed (3 tests)") }),
    stepWith("lint", { kind: "test", status: "failed", reason: "exit 1" }),
    stepWith("health", { kind: "test", expect: "any", status: "passed" }),
    stepWith("gone", { kind: "test", status: "superseded" }),
    stepWith("run", { kind: "execute", status: "failed" }),
  ];
  expect(checksOfSteps(steps)).toEqual([
    { name: "unit", state: "passed", required: true, evidence: "passed (3 tests)", newlyFailing: [] },
    { name: "lint", state: "failed", required: true, evidence: "exit 1", newlyFailing: [] },
  ]);
});
