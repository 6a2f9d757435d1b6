import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cap, decide, monthCaps, taskCaps, usedUp } from "../../src/domain/headroom.ts";
import { type Ask, mostOf, ownPocket } from "../../src/domain/purse.ts";
import { unlimited } from "./world.ts";

const month = { month: "2026-11", scope: "space:shop", configured: { costMicros: 50, tokens: null } };
const sums = { settled: { costMicros: 10, tokens: 1 }, reserved: { costMicros: 5, tokens: 2 } };
const none = { costMicros: null, tokens: null };

/** A thousand tokens at a dollar a million in, up to ten thousand out at two. */
const ask: Ask = {
  purpose: "plan",
  base: { costMicros: 1_000, tokens: 1_000 },
  answer: { most: 10_000, least: 500, microsPerMillion: 2_000_000 },
  lastsMs: 1,
};
const money = (most: number, settled = 0, reserved = 0): Cap => ({ unit: "costMicros", most, settled, reserved, month: null });
const tokens = (most: number, settled = 0, reserved = 0): Cap => ({ unit: "tokens", most, settled, reserved, month: null });

describe("an ask", () => {
  test.each<[string, readonly Cap[], string, number | null]>([
    ["is granted whole where nothing is limited", [], "granted", 10_000],
    ["is granted whole where all of it fits, to the micro-dollar", [money(21_000)], "granted", 10_000],
    ["is answered shorter where less is left", [money(20_999)], "granted", 9_999],
    ["is answered as long as the tightest of its limits allows", [money(20_999), tokens(6_000)], "granted", 5_000],
    ["is answered shortly where nobody else stands in the way", [money(3_000)], "granted", 1_000],
    ["waits where only calls that run do", [money(30_000, 0, 27_000)], "crowded", null],
    ["does not wait for room it has anyway", [money(30_000, 0, 9_500)], "granted", 9_750],
    ["is refused where not even the shortest answer fits", [money(1_999)], "refused", null],
    ["is refused where the question alone does not fit", [tokens(999)], "refused", null],
    ["is refused at once where waiting would not help", [money(30_000, 29_000, 500)], "refused", null],
    ["is refused by what is used up beyond its limit", [money(10, 5_000)], "refused", null],
  ])("%s", (_what, caps, kind, answerTokens) => {
    const verdict = decide(ask, caps);
    expect([verdict.kind, verdict.kind === "granted" ? verdict.answerTokens : null]).toEqual([kind, answerTokens]);
  });

  test("names the limit that made its answer shorter, or refused it", () => {
    const [wide, narrow] = [money(21_000), tokens(6_000)];
    expect(decide(ask, [wide, narrow])).toMatchObject({ by: narrow });
    expect(decide(ask, [wide])).toMatchObject({ by: null });
    expect(decide(ask, [wide, tokens(0)])).toMatchObject({ kind: "refused", by: tokens(0) });
  });

  test("without a price says nothing about money, and is held by tokens", () => {
    const unpriced = { ...ask, base: { costMicros: null, tokens: 1_000 }, answer: { ...ask.answer, microsPerMillion: null } };
    expect(decide(unpriced, [money(0)])).toMatchObject({ kind: "granted", answerTokens: 10_000 });
    expect(decide(unpriced, [money(0), tokens(900)])).toMatchObject({ kind: "refused" });
    expect(mostOf(unpriced, 500)).toEqual({ promptTokens: 1_000, completionTokens: 500, costMicros: null });
  });

  test("that is granted never goes beyond any limit, whatever runs beside it", () => {
    const amount = fc.nat({ max: 50_000 });
    const cap = fc.record({
      unit: fc.constantFrom("costMicros", "tokens"),
      most: amount,
      settled: amount,
      reserved: amount,
      month: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(cap, { maxLength: 5 }), amount, fc.integer({ min: 1, max: 20_000 }), (caps, base, most) => {
        const any: Ask = { ...ask, base: { costMicros: base, tokens: base }, answer: { ...ask.answer, most, least: Math.min(500, most) } };
        const verdict = decide(any, caps);
        if (verdict.kind !== "granted") return;
        const { costMicros, promptTokens, completionTokens } = mostOf(any, verdict.answerTokens);
        const used = { costMicros: costMicros ?? 0, tokens: promptTokens + completionTokens };
        expect(verdict.answerTokens).toBeGreaterThanOrEqual(any.answer.least);
        for (const { unit, most: limit, settled, reserved } of caps) expect(settled + reserved + used[unit]).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the caps over a call", () => {
  test("of a task are its limits of money and tokens; time and tries are not spent by a call", () => {
    expect(taskCaps({ costMicros: 50, tokens: 9, activeMs: 1, regenerations: 1 }, sums, true)).toEqual([money(50, 10, 5), tokens(9, 1, 2)]);
    expect(taskCaps(unlimited, sums, true)).toEqual([]);
  });

  test.each([
    ["two million tokens stand in for money", { costMicros: 5 }, 2_000_000],
    ["and where nothing is limited at all", {}, 2_000_000],
    ["a limit of tokens is kept", { costMicros: 5, tokens: 9 }, 9],
    ["time alone bounds whoever chose that", { activeMs: 5 }, undefined],
  ])("without a price: %s", (_what, limits, expected) => {
    const caps = taskCaps({ ...unlimited, ...limits }, sums, false);
    expect(caps.find((cap) => cap.unit === "tokens")?.most).toBe(expected);
  });

  test("of a month are what was configured and what was added to it since", () => {
    expect(monthCaps(month, { ...none, costMicros: 30 }, sums, true)).toEqual([{ ...money(80, 10, 5), month }]);
    expect(monthCaps(month, none, sums, false).map((cap) => [cap.unit, cap.most])).toEqual([
      ["costMicros", 50],
      ["tokens", 20_000_000],
    ]);
    expect(monthCaps({ ...month, configured: none }, none, sums, false)).toEqual([]);
  });

  test("say what approving more of a month adds: as much as was configured, however often", () => {
    const raised = (added: number) => monthCaps(month, { ...none, costMicros: added }, sums, true).map(usedUp);
    const cap = { month: "2026-11", scope: "space:shop", unit: "costMicros" };
    expect(raised(0)).toEqual([{ which: "month", cap: { ...cap, most: 50, adds: 50, raised: 50 } }]);
    expect(raised(50)).toEqual([{ which: "month", cap: { ...cap, most: 100, adds: 50, raised: 100 } }]);
    const nothing = monthCaps({ ...month, configured: { costMicros: 0, tokens: null } }, none, sums, true);
    expect(nothing.map(usedUp)).toMatchObject([{ cap: { most: 0, adds: 1_000_000, raised: 1_000_000 } }]);
    expect(usedUp(money(5))).toEqual({ which: "costMicros" });
  });
});

test("one's own pocket pays for everything, and counts what nobody told as all there could be", async () => {
  const held = await ownPocket.reserve(ask, new AbortController().signal);
  const used = { promptTokens: 1, completionTokens: 1, costMicros: 1 };
  if (!held.ok) throw new Error(held.fault.message);
  expect([held.value.answerTokens, await held.value.settle(used), await held.value.settle(null)]).toEqual([
    10_000,
    used,
    mostOf(ask, 10_000),
  ]);
});
