import { expect, test } from "vitest";
import { delayBefore, isWorthRetrying } from "../../src/domain/retry.ts";

test("a transient fault is tried three times in all", () => expect([1, 2, 3].map(isWorthRetrying)).toEqual([true, true, false]));

test("pauses double from 100 ms and stay at 5 s", () => {
  expect([0, 1, 2, 5, 6, 60].map(delayBefore)).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
});
