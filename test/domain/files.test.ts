import { describe, expect, test } from "vitest";
import { openApprovals } from "../../src/domain/approval.ts";
import type { AttemptOutcome } from "../../src/domain/event.ts";
import { filesOf } from "../../src/domain/files.ts";
import type { Step, StepStatus } from "../../src/domain/step.ts";
import { askedNow, endedWith, planOf, running } from "./walk.ts";
import { agentWith, briefOf, commandOf, draftOf, planWith, resultOf, stepWith, taskWith } from "./world.ts";

const wrote = (id: string, keptAt: number, rest: Partial<Step> = {}) =>
  stepWith(id, { status: "passed", endedAt: keptAt, result: resultOf(id, { snapshot: `after ${id}`, keptAt }), ...rest });
const files = (...steps: readonly Step[]) => filesOf(taskWith({ plan: planWith(steps) }));

describe("what a task's files are to be", () => {
  test("is as they were prepared before anything wrote, and then as the newest writer left them that passed", () => {
    expect(files()).toBeNull();
    expect(files(wrote("b", 2), wrote("a", 1), stepWith("c", { status: "passed", endedAt: 3 }))).toBe("after b");
  });

  test.each<[StepStatus, string]>([
    ["verifying", "after b"],
    ["awaiting_review", "after b"],
    ["reworking", "after b"],
    ["running", "after b"],
    ["failed", "after a"],
    ["skipped", "after a"],
    ["superseded", "after a"],
    ["cancelled", "after a"],
  ])("with a later writer that is %s is %s", (status, expected) => {
    // One that is done again has no end any more, and still comes after what passed before it.
    expect(files(wrote("a", 1), wrote("b", 2, { status, endedAt: status === "running" ? null : 2 }))).toBe(expected);
  });

  test("holds nothing of what a person left out after looking at it", () => {
    const doubtful = { criteria: [{ id: "code", met: false, score: 0.7, evidence: "half" }], instructions: null };
    const steps = [
      commandOf("a", ["."]),
      draftOf("code", { kind: "implement", input: { spec: "x" }, verify: "it works", dependsOn: ["a"] }),
    ];
    const walk = running(steps, { thoughts: { judge: [doubtful] } }, {}, { agents: [agentWith("ana")] });
    const pass = (id: string) => endedWith(id, 1, { kind: "passed", result: resultOf(id, { snapshot: `after ${id}` }), reason: null });
    walk.send(pass("a"));
    walk.finish("checks of a");
    walk.send(pass("code"));
    walk.finish("checks of code").finish("judge");
    expect(askedNow(walk.task)).toEqual(["review"]);
    expect(filesOf(walk.task)).toBe("after code");
    walk.decide("reject", "never mind");
    expect(openApprovals(walk.task.approvals).map((one) => one.subject.kind)).not.toContain("review");
    expect(filesOf(walk.task)).toBe("after a");
  });

  test("keeps what passed when a new generation does not list it again", () => {
    const unmet = { criteria: [{ id: "c1", met: false, score: 0, evidence: "no" }], instructions: null };
    const met = { criteria: [{ id: "c1", met: true, score: 1, evidence: "yes" }], instructions: null };
    const revise = [{ reason: "again", brief: null, steps: [commandOf("late", ["."], { independent: true }), commandOf("b", ["."])] }];
    const steps = [commandOf("a", ["."]), commandOf("late", ["."], { independent: true })];
    const thoughts = { brief: [briefOf()], plan: [planOf(...steps)], judge: [unmet, met], revise };
    const pass = (id: string): AttemptOutcome => ({ kind: "passed", result: resultOf(id, { snapshot: `after ${id}` }), reason: null });
    const walk = running(steps, { thoughts, steps: { a: [pass("a")], late: [pass("late")] } });
    walk.settle();
    expect(walk.task).toMatchObject({ stage: "completed", generations: 1 });
    expect(walk.task.plan?.steps.map(({ id, status, attempt }) => [id, status, attempt])).toEqual([
      ["a", "passed", 1],
      ["late", "passed", 1],
      ["b", "passed", 1],
    ]);
  });
});
