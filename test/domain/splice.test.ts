import { describe, expect, test } from "vitest";
import { renameTaken, skipDependents, spliceRepair } from "../../src/domain/splice.ts";
import type { Step } from "../../src/domain/step.ts";
import { stepWith } from "./world.ts";

const statuses = (steps: readonly Step[]) => Object.fromEntries(steps.map((step) => [step.id, step.status]));

describe("skipDependents", () => {
  test("skips everything open behind a failure, with the reason, and nothing else", () => {
    const steps = [
      stepWith("a", { status: "failed", title: "Build" }),
      stepWith("b", { dependsOn: ["a"] }),
      stepWith("c", { dependsOn: ["b"], status: "awaiting_confirmation" }),
      stepWith("d"),
      stepWith("e", { dependsOn: ["a"], status: "passed" }),
      stepWith("f", { dependsOn: ["a"], status: "running" }),
    ];
    const after = skipDependents(steps);
    expect(statuses(after)).toEqual({ a: "failed", b: "skipped", c: "skipped", d: "pending", e: "passed", f: "running" });
    expect(after[1]?.reason).toBe('needs "Build", which did not pass');
    expect(skipDependents(after)).toBe(after);
  });

  test.each(["failed", "skipped", "cancelled"] as const)("a %s step blocks", (status) => {
    expect(statuses(skipDependents([stepWith("a", { status }), stepWith("b", { dependsOn: ["a"] })]))["b"]).toBe("skipped");
  });

  test.each(["passed", "superseded", "running", "pending"] as const)("a %s step does not", (status) => {
    expect(statuses(skipDependents([stepWith("a", { status }), stepWith("b", { dependsOn: ["a"] })]))["b"]).toBe("pending");
  });
});

describe("spliceRepair", () => {
  const before = [
    stepWith("a", { status: "passed", attempt: 1 }),
    stepWith("b", { status: "failed", attempt: 2, dependsOn: ["a"] }),
    stepWith("c", { status: "skipped", reason: "needs b", attempt: 1, dependsOn: ["b"] }),
    stepWith("d", { status: "skipped", dependsOn: ["c", "a"] }),
    stepWith("e", { status: "failed" }),
    stepWith("f", { status: "skipped", dependsOn: ["e"] }),
  ];
  const after = spliceRepair(before, {
    replaces: ["b"],
    steps: [stepWith("x", { dependsOn: ["a"] }), stepWith("y", { dependsOn: ["x"] })],
  });
  const byId = Object.fromEntries(after.map((step) => [step.id, step]));

  test("the replaced step is superseded, what passed stays passed", () => {
    expect(statuses(after)).toMatchObject({ a: "passed", b: "superseded", x: "pending", y: "pending" });
  });

  test("whoever waited for it waits for the end of the repair, and is revived with its attempts counted on", () => {
    expect(byId["c"]).toMatchObject({ status: "pending", reason: null, dependsOn: ["y"], attempt: 1 });
    expect(byId["d"]).toMatchObject({ status: "pending", dependsOn: ["c", "a"] });
  });

  test("what another failure skipped stays skipped", () => expect(statuses(after)).toMatchObject({ e: "failed", f: "skipped" }));
});

describe("renameTaken", () => {
  test("gives a taken id a free one, and dependencies inside the repair follow", () => {
    const steps = [stepWith("b"), stepWith("b-r1"), stepWith("z", { dependsOn: ["b", "b-r1"] })];
    const renamed = renameTaken(steps, new Set(["a", "b"]), "r1");
    expect(renamed.map((step) => [step.id, step.dependsOn])).toEqual([
      ["b-r1-r1", []],
      ["b-r1", []],
      ["z", ["b-r1-r1", "b-r1"]],
    ]);
  });
});
