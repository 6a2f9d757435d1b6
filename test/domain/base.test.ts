import { describe, expect, test } from "vitest";
import { askedNow, planned, planOf, type Script, type Walk, walkFrom } from "./walk.ts";
import { commandOf, draftOf, mia, olga, policy, policyWith, taskWith } from "./world.ts";

const steps = [commandOf("a"), commandOf("b", [], { independent: true }), commandOf("c", [], { dependsOn: ["a", "b"] })];
const [from, to] = ["4f2c1a9".padEnd(40, "0"), "9b1d0e2".padEnd(40, "0")];
const script = (...made: typeof steps): Script => ({ thoughts: { plan: [{ ...planOf(...made), base: from }] } });
const found = (walk: Walk, step: string, attempt = 1, base: string | null = to) => walk.send({ type: "moved", step, attempt, base });

describe("a base that moved while the plan waited", () => {
  test("is asked about again, as a new version with the commits as its reason; nothing has run", () => {
    const walk = planned(steps, script(...steps));
    walk.decide("approve");
    expect(walk.journal.slice(-2)).toEqual(["run a 1", "run b 1"]);
    found(walk, "a");
    expect(walk.task).toMatchObject({
      stage: "awaiting_approval",
      place: { base: to },
      plan: { version: 2, reason: "the base moved from 4f2c1a9 to 9b1d0e2 while waiting", approvedBy: null },
    });
    expect(walk.task.plan?.steps.map((step) => step.status)).toEqual(["pending", "pending", "pending"]);
    // What the other one found comes too late to matter.
    found(walk, "b");
    expect(walk.task.plan?.version).toBe(2);
    walk.decide("approve");
    expect(walk.settle().task).toMatchObject({ stage: "completed", plan: { version: 2 } });
  });

  test("voids a confirmation of the version before", () => {
    const outside = [commandOf("a", [], { tier: "external" }), draftOf("look", { independent: true })];
    const walk = planned(outside, script(...outside));
    walk.decide("approve", null, olga);
    walk.decide("approve", null, olga);
    found(walk, "a");
    walk.decide("approve", null, olga);
    expect(askedNow(walk.task)).toEqual(["step"]);
  });

  test("is no question where a rule, and nobody, let it run", () => {
    const walk = planned(steps, script(...steps), { autonomy: "full" });
    found(walk, "a");
    expect(walk.task).toMatchObject({ stage: "executing", place: { base: to }, plan: { version: 2, approvedBy: "autonomy full" } });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("means nothing once something was left, and the attempt just begins again", () => {
    const walk = planned(steps, script(...steps));
    walk.decide("approve");
    walk.finish("b");
    found(walk, "a");
    expect(walk.task).toMatchObject({ stage: "executing", place: { base: from }, plan: { version: 1 } });
    expect(walk.settle().journal).toContain("run a 2");
  });
});

describe("rules that changed", () => {
  test("after the approval make a new version that is asked about before anything else starts", () => {
    const first = planned(steps);
    first.decide("approve");
    first.finish("a");
    const walk = walkFrom(first.task, {}, { policy: policyWith({ fourEyes: true }), now: first.context.now });
    walk.finish("b");
    expect(walk.task).toMatchObject({
      stage: "awaiting_approval",
      plan: { version: 2, reason: "the rules changed since v1", approvedBy: null },
    });
    expect(walk.decide("approve", null, mia)).toMatchObject({ kind: "refused" });
    walk.decide("approve", null, olga);
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("are not those of whom the installation belongs to", () => {
    const first = planned(steps);
    first.decide("approve");
    const walk = walkFrom(first.task, {}, { policy: { ...policy, owner: "slack:U9", operator: "terminal:9" }, now: first.context.now });
    walk.finish("a");
    expect(walk.task).toMatchObject({ stage: "executing", plan: { version: 1 } });
  });
});

test("the values of a procedure are part of what is approved", () => {
  const digestFor = (days: string) => {
    const procedure = { name: "ship", digest: "d", pinned: false, headline: "a", parameters: { days } };
    const walk = planned(steps, {}, { procedure }, { hasModel: false });
    return walk.task.plan?.digest;
  };
  expect(digestFor("7")).toBe(digestFor("7"));
  expect(digestFor("7")).not.toBe(digestFor("8"));
  expect(planned(steps, {}, taskWith()).task.plan?.digest).not.toBe(digestFor("7"));
});
