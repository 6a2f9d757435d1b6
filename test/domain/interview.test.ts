import { describe, expect, test } from "vitest";
import { ambiguity, isReady, noInterview, readAnswer, unreadableClarity } from "../../src/domain/interview.ts";
import { policy } from "./world.ts";

describe("ambiguity", () => {
  test.each([
    [{ goal: 1, constraints: 1, success: 1 }, 0],
    [{ goal: 0, constraints: 0, success: 0 }, 1],
    [{ goal: 1, constraints: 0, success: 0 }, 0.6],
    [{ goal: 0, constraints: 1, success: 0 }, 0.7],
    [{ goal: 0, constraints: 0, success: 1 }, 0.7],
    [{ goal: null, constraints: null, success: null }, 0.5],
    [{ goal: 7, constraints: -1, success: 1 }, 0.3],
    [unreadableClarity, 0.76],
  ])("of %o is %d", (clarity, expected) => expect(ambiguity(clarity)).toBeCloseTo(expected, 10));
});

describe("isReady", () => {
  test.each([
    ["at exactly 0.2", { goal: 0.8, constraints: 0.8, success: 0.8 }, 0, true],
    ["at 0.2 by another way", { goal: 0.5, constraints: 1, success: 1 }, 0, true],
    ["at 0.2 where the sum is a hair above", { goal: 0.65, constraints: 0.95, success: 0.85 }, 0, true],
    ["just above 0.2", { goal: 0.79, constraints: 0.8, success: 0.8 }, 0, false],
    ["without scores", null, 0, false],
    ["after two rounds", { goal: 0, constraints: 0, success: 0 }, 2, false],
    ["after three rounds", { goal: 0, constraints: 0, success: 0 }, 3, true],
  ])("%s", (_when, clarity, round, expected) => {
    expect(isReady({ ...noInterview, clarity, round }, policy.interview)).toBe(expected);
  });

  test("told to proceed", () => expect(isReady({ ...noInterview, proceed: true }, policy.interview)).toBe(true));
});

describe("readAnswer", () => {
  const question = { choices: ["Tabs", "Spaces"] };
  test.each([
    ["2", "Spaces"],
    [" tabs ", "Tabs"],
    ["3", "3"],
    ["0", "0"],
    ["two", "two"],
    ["Tabs please", "Tabs please"],
  ])("%s means %s", (said, expected) => expect(readAnswer(question, said)).toBe(expected));

  test("a number is itself where there are no choices", () => expect(readAnswer({ choices: [] }, "1")).toBe("1"));
});
