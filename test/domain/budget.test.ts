import { describe, expect, test } from "vitest";
import { addUsage, limitReached, spend, spentNothing } from "../../src/domain/budget.ts";

const none = { costMicros: null, tokens: null, activeMs: null, regenerations: null };

describe("limitReached", () => {
  test.each([
    ["nothing where nothing is limited", { costMicros: 1e12, tokens: 1e12, activeMs: 1e12 }, none, null],
    ["not before", { tokens: 99 }, { ...none, tokens: 100 }, null],
    ["exactly at it", { tokens: 100 }, { ...none, tokens: 100 }, "tokens"],
    ["money before time", { costMicros: 2, activeMs: 2 }, { ...none, costMicros: 1, activeMs: 1 }, "costMicros"],
    ["time", { activeMs: 60_000 }, { ...none, activeMs: 60_000 }, "activeMs"],
  ])("%s", (_what, spent, limits, expected) => expect(limitReached({ ...spentNothing, ...spent }, limits)).toBe(expected));
});

test("what has no price is counted as not metered, never as free", () => {
  const usage = { promptTokens: 10, completionTokens: 5, costMicros: 700 };
  const priced = spend(spentNothing, usage);
  expect(priced).toEqual({ costMicros: 700, tokens: 15, activeMs: 0, regenerations: 0, unmetered: 0 });
  expect(spend(priced, { ...usage, costMicros: null })).toEqual({
    costMicros: 700,
    tokens: 30,
    activeMs: 0,
    regenerations: 0,
    unmetered: 1,
  });
  expect(addUsage(usage, { ...usage, costMicros: null })).toEqual({ promptTokens: 20, completionTokens: 10, costMicros: null });
});
