import { describe, expect, test } from "vitest";
import { dueAt, effectsOf } from "../../src/domain/effect.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import type { Autonomy } from "../../src/domain/policy.ts";
import { askedNow, endedWith, opened, planned, planOf, repliesOf, running, type Walk, walkFrom } from "./walk.ts";
import { bareBrief, briefOf, commandOf, draftOf, mia, olga, policy, resultOf, taskWith, unlimited } from "./world.ts";

const hour = 3_600_000;
const paid = { promptTokens: 60, completionTokens: 40, costMicros: 7 };
const procedure = { name: "ship", digest: "d", pinned: true, headline: "unit", parameters: {} };
const unit = (id = "unit", rest: Partial<StepDraft> = {}) => draftOf(id, { kind: "test", input: { argv: ["npm", "test"] }, ...rest });
const outside = (id: string, rest: Partial<StepDraft> = {}) => commandOf(id, [], { tier: "external", criteria: [], ...rest });

/** Runs what may run; leaves out what asks to go outside. */
function leavingOut(walk: Walk): Walk {
  walk.settle();
  expect(askedNow(walk.task)).toEqual(["step"]);
  walk.decide("reject", "not today", olga);
  return walk.settle();
}

describe("a step that was left out", () => {
  const steps = [draftOf("look"), outside("call", { dependsOn: ["look"] }), unit("after", { criteria: [], dependsOn: ["call"] })];

  test("is no failure: what depends on it is skipped, nothing is repaired, and the rest is judged", () => {
    const walk = leavingOut(running(steps));
    expect(walk.journal).not.toContain("think repair");
    expect(walk.task).toMatchObject({ stage: "completed", repairs: 0, evaluation: { verdict: "green", checks: [] } });
    expect(walk.step("after").reason).toBe('needs "call", which did not pass');
  });

  test.each<Autonomy>(["guardrails", "full"])("and is missed by the judge is a person's to judge, not a repair's (%s)", (autonomy) => {
    const red = { criteria: [{ id: "c1", met: false, score: 0, evidence: "nobody called" }], instructions: "call" };
    const walk = leavingOut(running(steps, { thoughts: { judge: [red] } }, { autonomy }));
    expect(walk.journal).not.toContain("think repair");
    expect(askedNow(walk.task)).toEqual(["result"]);
    expect(walk.task.approvals.at(-1)?.title).toBe(
      'c1 holds: nobody called. "call" was left out. "after" was left out. Accept it as it is, say what to change, or stop?',
    );
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("beside one that failed leaves that one to its repair", () => {
    const walk = running([outside("call"), commandOf("a", ["src"], { independent: true })], {
      steps: { a: ["fail"] },
      thoughts: { repair: [{ reason: "r", replaces: [], steps: [commandOf("b", ["src"])] }] },
    });
    leavingOut(walk);
    expect(walk.task).toMatchObject({ stage: "completed", repairs: 1 });
    expect([walk.step("call").status, walk.step("b").status]).toEqual(["skipped", "passed"]);
  });

  test.each([
    ["proves a criterion", briefOf("c1"), [outside("call", { criteria: ["c1"] })], "c1 holds: call: rejected by olga: not today."],
    ["is all there was to check", bareBrief, [outside("call"), unit("unit", { dependsOn: ["call"] })], '"call" was left out.'],
  ] as const)("of a recipe, where it %s, is asked about and never green", (_what, brief, made, why) => {
    const walk = leavingOut(running(made, { thoughts: { brief: [brief] } }, { procedure }, { hasModel: false }));
    expect(walk.task).toMatchObject({ stage: "evaluating", evaluation: { verdict: "yellow" } });
    expect(walk.task.approvals.at(-1)?.title).toContain(`Good enough? ${why}`);
  });
});

describe("a brief without criteria", () => {
  const thoughts = { brief: [bareBrief, bareBrief, bareBrief, briefOf()], plan: [planOf(draftOf("a"))] };

  test("is fed back up to twice, then asked about", () => {
    const walk = opened(taskWith(), { thoughts });
    walk.finish("triage");
    for (const tries of [1, 2]) {
      walk.finish("brief");
      expect(walk.task).toMatchObject({ stage: "briefing", brief: null, thinking: { tries } });
      expect(walk.task.thinking?.feedback).toEqual(["the brief has no acceptance criteria; give at least one that can be checked."]);
    }
    walk.finish("brief");
    expect(walk.task.approvals).toMatchObject([
      { subject: { kind: "fault" }, title: expect.stringContaining("could not make a valid brief") },
    ]);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "completed", brief: { criteria: [{ id: "c1" }] } });
  });

  test("is a recipe's to give: it runs and ends green when every step passed", () => {
    const script = { thoughts: { brief: [bareBrief], plan: [planOf(draftOf("a", { criteria: [] }))] } };
    const walk = opened(taskWith({ procedure }), script, { hasModel: false }).settle();
    expect(walk.journal.filter((line) => line === "think brief")).toHaveLength(1);
    expect(walk.task).toMatchObject({ stage: "completed", evaluation: { verdict: "green", score: 1 } });
  });

  test("that got in all the same is never green without a judgement", () => {
    const brief = { ...bareBrief, generation: 1, reason: null };
    const plan = running([draftOf("a")]).task.plan;
    const walk = walkFrom(taskWith({ stage: "executing", brief, plan })).settle();
    expect([walk.task.evaluation?.verdict, askedNow(walk.task)]).toEqual(["yellow", ["result"]]);
  });
});

describe("a recipe's headline", () => {
  const endOf = (headline: string, ...ids: readonly string[]) => {
    const thoughts = { brief: [briefOf()], plan: [planOf(...ids.map((id) => unit(id, { independent: true })))] };
    return opened(taskWith({ procedure: { ...procedure, headline } }), { thoughts }, { hasModel: false }).settle().task.ending?.headline;
  };
  test.each([
    ["the named step's", "unit", ["lint", "unit"], "unit done"],
    ["that of every step made from it, joined", "tests", ["lint", "tests", "tests-2"], "tests done; tests-2 done"],
    ["that of a step whose own name ends in a number", "phase-2", ["phase-1", "phase-2"], "phase-2 done"],
    ["no other step's that only begins alike", "test", ["tests", "tests-2"], "Done: 2 steps passed."],
    ["the count where the named step did not come to be", "gone", ["unit"], "Done: 1 steps passed."],
  ])("is %s", (_what, headline, ids, said) => expect(endOf(headline, ...ids)).toBe(said));
});

describe("a limit of active time", () => {
  const limits = { ...unlimited, activeMs: hour };
  const timed = () => running([commandOf("a", ["src"])], {}, { limits });

  test("becomes due while a step runs, and then pauses and asks", () => {
    const walk = timed();
    const { task, context } = walk;
    expect(dueAt(task)).toBe(context.now + hour / 2 - task.spend.activeMs);
    walk.pass(hour / 2);
    walk.send({ type: "due" });
    expect(repliesOf(walk.records).at(-1)).toBe("Half of this task's time (30 min of 60 min) is used.");
    walk.pass(hour * 0.3);
    walk.send({ type: "due" });
    expect(repliesOf(walk.records).at(-1)).toBe("80 % of this task's time (48 min of 60 min) is used.");
    expect(dueAt(walk.task)).toBe(walk.context.now + hour - walk.task.spend.activeMs);
    walk.pass((dueAt(walk.task) ?? 0) - walk.context.now - 2_000);
    walk.send({ type: "due" });
    expect(walk.task.pauses).toEqual([]);
    walk.send({ type: "due" });
    expect(walk.task).toMatchObject({ stage: "executing", pauses: [{ reason: "limit" }], spend: { activeMs: hour } });
    expect([walk.step("a").status, askedNow(walk.task), effectsOf(walk.task)]).toEqual(["pending", ["limit"], []]);
    expect(dueAt(walk.task)).toBe(walk.task.approvals.at(-1)?.expiresAt);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "completed", limits: { activeMs: 2 * hour } });
  });

  test("is no deadline while nothing is in flight, and none where there is no limit", () => {
    const walk = planned([commandOf("a", ["src"])], {}, { limits });
    expect(dueAt(walk.task)).toBe(walk.task.approvals[0]?.expiresAt);
    expect(dueAt(running([commandOf("a", ["src"])]).task)).toBeNull();
  });
});

test("a retry whose time has come but that has no room is not due again: it starts when there is room", () => {
  const writers = ["a", "b"].map((id) => commandOf(id, ["src"], { independent: true }));
  const walk = running(writers, { steps: { a: ["flicker", "pass"] } });
  walk.finish("a");
  const at = walk.step("a").notBefore ?? 0;
  expect([walk.step("b").status, dueAt(walk.task)]).toEqual(["running", at]);
  walk.pass(at - walk.context.now);
  walk.send({ type: "due" });
  expect([walk.step("a").status, dueAt(walk.task)]).toEqual(["pending", null]);
  walk.finish("b").finish("checks of b");
  expect(walk.step("a")).toMatchObject({ status: "running", attempt: 2 });
});

describe("what is paid for", () => {
  test("may use up a limit though the effect was stopped", () => {
    const walk = running([commandOf("a", ["src"])], {}, { limits: { ...unlimited, tokens: 100 } });
    walk.send({
      type: "unthought",
      of: "think:none",
      purpose: "plan",
      fault: { code: "cancelled", message: "stopped", transient: false },
      usage: paid,
    });
    expect(walk.task.pauses).toMatchObject([{ reason: "limit" }]);
  });

  test("moves nothing else: an answer to another question than the one in flight is only charged", () => {
    const walk = planned([commandOf("a", ["src"])]);
    const { movedAt: _before, spend: _then, ...before } = walk.task;
    const thought = { purpose: "plan", value: planOf(commandOf("b")) } as const;
    walk.send({ type: "thought", of: "think:plan:1:0:0", thought, usage: paid, seen: walk.task.heard });
    const { movedAt: _now, spend, ...now } = walk.task;
    expect([now, spend.tokens]).toEqual([before, 100]);
  });

  test("an answer to the question in flight arrives through a pause", () => {
    const walk = opened(taskWith(), { thoughts: { brief: [briefOf()] } });
    walk.finish("triage");
    const of = effectsOf(walk.task)[0]?.key ?? "";
    walk.command("pause");
    walk.send({ type: "thought", of, thought: { purpose: "brief", value: briefOf() }, usage: paid, seen: walk.task.heard });
    expect(walk.task).toMatchObject({ stage: "planning", pauses: [{ reason: "person" }] });
  });
});

test("an accepted result that was not green says so where no model writes the report", () => {
  const steps = [unit("unit"), outside("call", { criteria: ["c1"], dependsOn: ["unit"] })];
  const walk = leavingOut(running(steps, {}, { procedure }, { hasModel: false, policy }));
  walk.decide("approve", null, mia);
  expect(walk.task).toMatchObject({ stage: "completed", ending: { headline: "Accepted as it is: unit done" } });
});

test("a late result of an attempt that was left is charged and noted only", () => {
  const walk = running([commandOf("a", ["src"])]);
  walk.command("pause");
  walk.send(endedWith("a", 1, { kind: "passed", result: resultOf("late"), reason: null }, { usage: paid }));
  expect([walk.step("a").status, walk.task.spend.tokens]).toEqual(["pending", 100]);
});
