import { describe, expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { BriefContent } from "../../src/domain/brief.ts";
import { additionTo, isNews, type Limits, limitReached, nextShare, spentNothing, type UsedUp } from "../../src/domain/budget.ts";
import { cardOf } from "../../src/domain/card.ts";
import { effectsOf, wakeAt } from "../../src/domain/effect.ts";
import type { Fault } from "../../src/domain/fault.ts";
import { refusalOf, spentPhrase } from "../../src/domain/limit-words.ts";
import { askedNow, endedWith, opened, planned, planOf, repliesOf, running, type Walk } from "./walk.ts";
import { briefOf, commandOf, mia, olga, policyWith, taskWith, unlimited } from "./world.ts";

const cap = { month: "2026-11", scope: "installation", unit: "costMicros", most: 50e6, adds: 50e6, raised: 50e6 } as const;
const used = (costMicros: number, tokens = 0) => ({ promptTokens: tokens, completionTokens: 0, costMicros });
const refused = (limit: UsedUp): Fault => ({ code: "limit_reached", message: refusalOf(limit), transient: false, limit });
const titlesOf = (walk: Walk) => openApprovals(walk.task.approvals).map((one) => one.title);

/** A task of one command that spends by late answers of others. */
function spending(limits: Partial<Limits>): Walk {
  return running([commandOf("a", ["src"])], {}, { limits: { ...unlimited, ...limits } });
}
function spend(walk: Walk, costMicros: number, tokens = 0): void {
  walk.send({ type: "unthought", of: "think:none", purpose: "plan", fault: refused({ which: "tokens" }), usage: used(costMicros, tokens) });
}

describe("what is told of a limit", () => {
  test("is half of it and 80 %, once each", () => {
    const walk = spending({ costMicros: 5_000_000 });
    for (const costMicros of [2_499_999, 1, 100_000, 1_400_000, 500_000]) spend(walk, costMicros);
    expect(repliesOf(walk.records)).toEqual([
      "Half of this task's budget ($2.50 of $5.00) is used.",
      "80 % of this task's budget ($4.00 of $5.00) is used.",
    ]);
    expect(walk.task.announced).toEqual({ costMicros: 80 });
  });

  test("is only the higher share where both are passed at once, and nothing where all is used: that is asked about", () => {
    const walk = spending({ tokens: 1_000 });
    spend(walk, 0, 850);
    expect(repliesOf(walk.records)).toEqual(["80 % of this task's token limit (850 of 1,000 tokens) is used."]);
    const another = spending({ tokens: 1_000 });
    spend(another, 0, 1_000);
    expect([repliesOf(another.records), askedNow(another.task)]).toEqual([[], ["limit"]]);
  });

  test("is told again of a limit that was raised, from 80 % on", () => {
    const walk = spending({ tokens: 1_000 });
    spend(walk, 0, 1_000);
    walk.decide("approve");
    spend(walk, 0, 600);
    expect(repliesOf(walk.records)).toEqual(["80 % of this task's token limit (1,600 of 2,000 tokens) is used."]);
  });

  test("of a month is told in the conversation of the task whose call used it", () => {
    const walk = spending({});
    walk.send({ type: "used", month: { cap, spent: 25_100_000, share: 50 } });
    expect(repliesOf(walk.records)).toEqual(["Half of the budget of this installation for 2026-11 ($25.10 of $50.00) is used."]);
  });

  test.each([
    [49, 100, 0, null],
    [50, 100, 0, 50],
    [50, 100, 50, null],
    [80, 100, 50, 80],
    [99, 100, 80, null],
    [100, 100, 0, null],
    [0, 0, 0, null],
  ])("%i of %i, after %i %% was told: %s", (spent, limit, told, share) => expect(nextShare(spent, limit, told)).toBe(share));

  test("is news when money or tokens pass a share, also the tokens that stand in for money", () => {
    const paid = (costMicros: number, tokens = 0, unmetered = 0) => ({ costMicros, tokens, unmetered });
    const limits = { ...unlimited, costMicros: 100 };
    expect(isNews(paid(49), paid(50), limits)).toBe(true);
    expect(isNews(paid(50), paid(79), limits)).toBe(false);
    expect(isNews(paid(99), paid(150), limits)).toBe(false);
    expect(isNews(paid(0), paid(0, 1_500_000, 1), limits)).toBe(true);
    expect(isNews(paid(0), paid(0, 1_500_000), limits)).toBe(false);
  });
});

describe("a limit that is raised", () => {
  test("grows by what it began with each time, and does not double", () => {
    const walk = spending({ tokens: 1_000 });
    for (const expected of [2_000, 3_000, 4_000]) {
      spend(walk, 0, 1_000);
      expect(titlesOf(walk)).toEqual([expect.stringMatching(/Approve to add 1,000 tokens\.$/)]);
      walk.decide("approve");
      expect(walk.task.limits.tokens).toBe(expected);
    }
  });

  test("grows on top of what was used, where late results went beyond it", () => {
    const walk = spending({ tokens: 1_000 });
    spend(walk, 0, 5_000);
    walk.decide("approve");
    expect(walk.task).toMatchObject({ limits: { tokens: 6_000 }, pauses: [] });
  });

  test.each([
    ["costMicros", 1_000_000],
    ["tokens", 100_000],
    ["activeMs", 30 * 60_000],
    ["regenerations", 4],
  ] as const)("from nothing grows by a least: %s by %i", (kind, least) => {
    expect(additionTo(kind, { ...unlimited, [kind]: 0 })).toBe(least);
    expect(additionTo(kind, { ...unlimited, [kind]: 7 })).toBe(7);
  });

  test("of nothing asks before anything is thought", () => {
    const walk = opened(taskWith({ limits: { ...unlimited, costMicros: 0 } }));
    expect([effectsOf(walk.task), askedNow(walk.task)]).toEqual([[], ["limit"]]);
    expect(titlesOf(walk)).toEqual(["This task's budget ($0.00) is used up. Approve to add $1.00."]);
    walk.decide("approve");
    expect(effectsOf(walk.task)).toMatchObject([{ kind: "think" }]);
  });

  test("lets the last of the tries run: it is asked about the next one", () => {
    const limits = { ...unlimited, regenerations: 2 };
    expect(limitReached({ ...spentNothing, regenerations: 2 }, limits)).toBeNull();
    expect(limitReached({ ...spentNothing, regenerations: 3 }, limits)).toBe("regenerations");
  });
});

describe("a call that did not fit", () => {
  const script = { thoughts: { brief: [{ fault: refused({ which: "costMicros" }) }, briefOf()], plan: [planOf(commandOf("a"))] } };

  test("is asked about as a limit, not as a fault, and made after it was raised", () => {
    const walk = opened(taskWith({ limits: { ...unlimited, costMicros: 100 } }), script).settle();
    expect(walk.task).toMatchObject({
      stage: "briefing",
      pauses: [{ reason: "limit" }],
      approvals: [{ subject: { kind: "limit", which: "costMicros" } }],
    });
    expect(titlesOf(walk)).toEqual(["The next call may not fit into this task's budget ($0.00 of $0.00 is used). Approve to add $0.00."]);
    walk.decide("approve");
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", limits: { costMicros: 200 } });
  });

  test("in a step interrupts it and what runs beside it; nothing of it counts as a failure", () => {
    const reads = [commandOf("a"), commandOf("b", [], { independent: true })];
    const walk = running(reads, {}, { limits: { ...unlimited, costMicros: 100 } });
    walk.send(endedWith("a", 1, { kind: "broken", reason: "full", transient: false, limit: { which: "costMicros" } }));
    expect([walk.step("a"), walk.step("b")]).toMatchObject([
      { status: "pending", faults: 0 },
      { status: "pending", faults: 0 },
    ]);
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("in a step that reaches outside leaves that step to be asked about again", () => {
    const walk = running([commandOf("call", [], { tier: "external" })], {}, { limits: { ...unlimited, costMicros: 100 } });
    walk.decide("approve", null, olga);
    walk.send(endedWith("call", 1, { kind: "broken", reason: "full", transient: false, limit: { which: "costMicros" } }));
    expect(askedNow(walk.task).toSorted()).toEqual(["limit", "step"]);
  });

  test("of an attempt that is over, or in a task that has ended, is nothing any more", () => {
    const walk = running([commandOf("a")]);
    const late = endedWith("a", 7, { kind: "broken", reason: "full", transient: false, limit: { which: "costMicros" } });
    walk.send(late);
    expect(walk.task.pauses).toEqual([]);
    walk.command("cancel");
    walk.send(late);
    expect(walk.task.stage).toBe("cancelled");
  });

  test("does not keep a report from being given: it is written without the model", () => {
    const thoughts = { summary: [{ fault: refused({ which: "costMicros" }) }] };
    const walk = running([commandOf("a")], { thoughts }).settle();
    expect(walk.task).toMatchObject({ stage: "completed", pauses: [] });
  });
});

describe("a month that is used up", () => {
  const asked = (): Walk => {
    const thoughts = { brief: [{ fault: refused({ which: "month", cap }) }, briefOf()], plan: [planOf(commandOf("a"))] };
    return opened(taskWith(), { thoughts }, { policy: policyWith({}, { owner: "slack:U2" }) }).settle();
  };

  test("is for the owner, or a named approver, to raise; the requester is told so", () => {
    const walk = asked();
    expect(titlesOf(walk)).toEqual([
      "The budget of this installation for 2026-11 ($50.00) is used up. Approve to add $50.00 in 2026-11 only. Else it goes on by itself on 2026-12-01.",
    ]);
    expect(walk.decide("approve", null, mia)).toMatchObject({ kind: "refused", reason: expect.stringContaining("external") });
    walk.decide("approve", null, olga);
    expect(walk.task.pauses).toEqual([]);
  });

  test("leaves the raise to be written, with an entry of the audit, and goes on", () => {
    const walk = asked();
    walk.decide("approve", null, olga);
    expect(walk.records).toContainEqual({ type: "raised", cap });
    expect(walk.records).toContainEqual({ type: "audit", action: "month.raised", by: null, detail: { ...cap } });
    walk.settle();
    expect(walk.task.stage).toBe("awaiting_approval");
  });
});

describe("a month that is over", () => {
  const next = Date.UTC(2026, 11, 1);
  const capOf = (month: string) => refused({ which: "month", cap: { ...cap, month } });
  const held = (brief: readonly (BriefContent | { readonly fault: Fault })[], days = 20): Walk =>
    opened(taskWith(), { thoughts: { brief, plan: [planOf(commandOf("a"))] } }, { now: next - days * 24 * 3_600_000 }).settle();

  test("lets a task that waited for it go on by itself, and closes what was asked; until then nobody's silence ends it", () => {
    const walk = held([{ fault: capOf("2026-11") }, briefOf()]);
    expect(walk.task.pauses).toMatchObject([{ reason: "limit", until: next }]);
    expect(cardOf(walk.task).doing).toBe("paused (limit), goes on by itself on 2026-12-01");
    expect(wakeAt(walk.task, walk.context.now)).toBe(next);
    walk.sleep();
    expect(walk.task).toMatchObject({ pauses: [], approvals: [{ status: "void", reason: "a new month began" }] });
    expect(walk.settle().task.stage).toBe("awaiting_approval");
  });

  test("does not go on what a person paused, and says so", () => {
    const walk = held([{ fault: capOf("2026-11") }, briefOf()], 2);
    walk.command("pause");
    expect(cardOf(walk.task).doing).toBe("paused (limit, person by mia)");
    walk.sleep();
    expect(walk.task.pauses).toMatchObject([{ reason: "person" }]);
    expect(repliesOf(walk.records)).toContain("A new month has begun: this task is still paused (person).");
  });

  test("does not end by itself what is asked about where the next month is used up too: it asks anew", () => {
    const walk = held([{ fault: capOf("2026-11") }, { fault: capOf("2026-12") }, briefOf()]);
    walk.sleep();
    walk.settle();
    expect(askedNow(walk.task)).toEqual(["limit"]);
    expect(walk.task.pauses).toMatchObject([{ until: Date.UTC(2027, 0, 1) }]);
    walk.decide("approve", null, olga);
    expect(walk.settle().task.stage).toBe("awaiting_approval");
  });

  test("is waited for three times; then silence ends the task, as everywhere", () => {
    const months = ["2026-11", "2026-12", "2027-01", "2027-02"];
    const walk = held(months.map((month) => ({ fault: capOf(month) })));
    for (const _ of [1, 2, 3]) {
      walk.sleep();
      walk.settle();
    }
    expect(walk.task.pauses).toMatchObject([{ reason: "limit", until: null }]);
    while (walk.task.stage === "briefing") walk.sleep();
    expect(walk.task.stage).toBe("cancelled");
  });
});

describe("the phrase on the card", () => {
  test.each([
    ["is empty while nothing was spent", {}, {}, ""],
    ["says money as soon as there is any", { costMicros: 10_000 }, { costMicros: 5_000_000 }, "$0.01 of $5.00"],
    ["says money without a limit", { costMicros: 10_000 }, {}, "$0.01"],
    ["tells the share from half on", { costMicros: 2_610_000 }, { costMicros: 5_000_000 }, "$2.61 of $5.00 (52 %)"],
    [
      "tells other limits once half of them is used",
      { activeMs: 3_600_000, tokens: 4 },
      { activeMs: 7_200_000, tokens: 9 },
      "60 min of 2 h 0 min (50 %)",
    ],
    [
      "says what is not metered, and what stands in",
      { unmetered: 1, tokens: 1_200 },
      { costMicros: 1 },
      "not metered, 1,200 of 2,000,000 tokens",
    ],
    ["counts tries", { regenerations: 6 }, { regenerations: 12 }, "6 of 12 (50 %)"],
  ])("%s", (_what, spent, limits, phrase) => {
    expect(spentPhrase({ spend: { ...spentNothing, ...spent }, limits: { ...unlimited, ...limits } })).toBe(phrase);
  });
});

test("a plan that waits for its approval is not kept from it by what a month allows", () => {
  const walk = planned([commandOf("a", ["src"])]);
  walk.send({ type: "used", month: null });
  expect(askedNow(walk.task)).toEqual(["plan"]);
});
