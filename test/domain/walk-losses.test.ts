import { describe, expect, test } from "vitest";
import { askedNow, endedWith, running, type Walk } from "./walk.ts";
import { commandOf, olga } from "./world.ts";

const made = [[commandOf("a", ["src"]), commandOf("b", ["src"], { dependsOn: ["a"] })]] as const;
const lose = (walk: Walk, more: { readonly inGoodOrder?: boolean } = {}) =>
  walk.send({ type: "lost", step: "a", attempt: walk.step("a").attempt, ...more });

describe("a step whose worker dies", () => {
  test("runs again twice, and the third time in a row it failed: something mends it or a person is asked, nothing loops", () => {
    const walk = running(...made);
    for (const losses of [1, 2]) {
      lose(walk);
      expect(walk.step("a")).toMatchObject({ status: "running", attempt: losses + 1, losses });
    }
    lose(walk);
    expect(walk.step("a")).toMatchObject({ status: "failed", losses: 3, reason: "whoever ran it died 3 times in a row" });
    expect(walk.step("b")).toMatchObject({ status: "skipped" });
    expect(walk.task).toMatchObject({ stage: "revising", thinking: { purpose: "repair" } });
  });

  test("is not counted when the worker left in good order, or when a person paused the task", () => {
    const walk = running(...made);
    for (const _ of [1, 2, 3, 4]) lose(walk, { inGoodOrder: true });
    for (const _ of [1, 2, 3, 4]) {
      walk.command("pause");
      walk.command("resume");
    }
    expect(walk.step("a")).toMatchObject({ status: "running", attempt: 9, losses: 0 });
  });

  test("is counted anew after an attempt that came back", () => {
    const walk = running(...made);
    lose(walk);
    lose(walk);
    const { attempt } = walk.step("a");
    walk.send(endedWith("a", attempt, { kind: "broken", reason: "the disk is full", transient: true }));
    walk.pass(10_000).send({ type: "due" });
    expect(walk.step("a")).toMatchObject({ status: "running", attempt: attempt + 1, losses: 0 });
  });

  test("that may have had effects outside is asked about each time, and fails the third time all the same", () => {
    const walk = running([commandOf("a", [], { tier: "external" })]);
    const allow = () => walk.decide("approve", null, olga);
    for (const _ of [1, 2]) {
      allow();
      lose(walk);
      expect(askedNow(walk.task)).toEqual(["step"]);
    }
    allow();
    lose(walk);
    expect(walk.step("a")).toMatchObject({ status: "failed", losses: 3 });
  });
});
