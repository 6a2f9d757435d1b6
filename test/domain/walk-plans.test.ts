import { describe, expect, test } from "vitest";
import type { StepDraft } from "../../src/domain/plan.ts";
import { planned, planOf, running, type Script } from "./walk.ts";
import { commandOf, draftOf } from "./world.ts";

const unit = (id: string, rest: Partial<StepDraft> = {}) => draftOf(id, { kind: "test", input: { argv: ["npm", "test"] }, ...rest });
const tell = draftOf("tell", { kind: "notify", input: { to: "requester", text: "It cannot be done." }, criteria: [] });
const repairedBy = (...steps: readonly StepDraft[]) => ({ reason: "the cause", replaces: [], steps });
const revisedTo = (...steps: readonly StepDraft[]) => ({ ...planOf(...steps), brief: null });

describe("a plan nobody can use", () => {
  test("is corrected twice with what was wrong; then the requester is told and asked how to go on", () => {
    const walk = planned([commandOf("a", ["/etc"])]);
    expect(walk.task.thinking).toMatchObject({ tries: 1, feedback: [expect.stringContaining('step "a": it may not write "/etc"')] });
    walk.settle();
    expect(walk.journal.filter((line) => line === "think plan")).toHaveLength(3);
    expect(walk.task.approvals.at(-1)).toMatchObject({ subject: { kind: "fault" }, status: "open" });
    expect(walk.task.approvals.at(-1)?.title).toMatch(
      /^I could not make a valid plan: step "a": .*Approve to let me try again, say what to change, or reject to stop\.$/,
    );
  });
});

describe("a repair of a failed test", () => {
  const script = (...repairs: readonly StepDraft[][]): Script => ({
    steps: { unit: ["fail"] },
    thoughts: { repair: repairs.map((steps) => repairedBy(...steps)) },
  });

  test("that proves nothing again is refused with the cure, and mended", () => {
    const walk = running([unit("unit")], script([tell], [draftOf("look")], [commandOf("fix"), unit("again"), tell]));
    walk.finish("unit").finish("repair");
    expect(walk.task.thinking?.feedback).toEqual([
      'the repair replaces the test "unit" but does not end in a test; let its last step be a test that proves the same.',
    ]);
    expect(walk.settle().task).toMatchObject({ stage: "completed", repairs: 1 });
    expect(walk.step("again").status).toBe("passed");
  });

  test("has its test at the end, not before what it changes", () => {
    const walk = running([unit("unit")], script([unit("again"), commandOf("fix", [], { dependsOn: ["again"] })], [unit("again")]));
    walk.finish("unit").finish("repair");
    expect(walk.task.thinking).toMatchObject({ purpose: "repair", tries: 1 });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("of anything else may end as it likes", () => {
    const walk = running([commandOf("a")], { steps: { a: ["fail"] }, thoughts: { repair: [repairedBy(tell)] } });
    expect(walk.settle().task).toMatchObject({ stage: "completed", repairs: 1 });
  });
});

describe("a view", () => {
  const place = { source: "/src/shop", kind: "view", base: null } as const;
  const reads = [draftOf("look"), commandOf("count")];

  test("becomes a copy when a change that writes comes before anything has begun", () => {
    const walk = planned(reads, { thoughts: { revise: [revisedTo(commandOf("a", ["src"]))] } }, { place });
    expect(walk.task.place.kind).toBe("view");
    walk.decide("change", "write it down");
    expect(walk.settle().task).toMatchObject({ stage: "awaiting_approval", place: { kind: "copy" } });
  });

  test("stays one afterwards: a change that writes is corrected with the reason", () => {
    const writing = commandOf("a", ["src"]);
    const walk = running(reads, { thoughts: { revise: [revisedTo(writing), revisedTo(...reads)] } }, { place });
    walk.decide("change", "write it down");
    for (const id of ["look"]) walk.finish(id);
    walk.finish("revise");
    expect(walk.task.thinking?.feedback).toEqual([
      expect.stringContaining('step "a" would write src, but this task has begun in the real directory, which stays as it is'),
    ]);
    walk.settle();
    expect(walk.task.place.kind).toBe("view");
  });

  test("and a repair that writes, too", () => {
    const repair = [repairedBy(commandOf("fix", ["src"])), repairedBy(commandOf("fix"))];
    const walk = running(reads, { steps: { count: ["fail"] }, thoughts: { repair } }, { place });
    expect(walk.settle().task).toMatchObject({ stage: "completed", place: { kind: "view" }, repairs: 1 });
    expect(walk.journal.filter((line) => line === "think repair")).toHaveLength(2);
  });
});
