import { describe, expect, test } from "vitest";
import { chain } from "../../src/domain/chaining.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { commandOf, draftOf, kinds } from "./world.ts";

/** The dependencies after chaining, by step. */
function chained(...steps: readonly StepDraft[]): Record<string, readonly string[]> {
  return Object.fromEntries(chain(steps, kinds).map((step) => [step.id, step.dependsOn]));
}
const run = commandOf;
const look = draftOf;
const write = (id: string, rest: Partial<StepDraft> = {}) => draftOf(id, { kind: "draft", input: { instruction: id }, ...rest });

describe("a plan without any dependency", () => {
  test("is chained in its order", () => {
    expect(chained(run("a"), run("b"), write("c"))).toEqual({ a: [], b: ["a"], c: ["b"] });
  });

  test("keeps research parallel, and who follows waits for all of it", () => {
    expect(chained(look("x"), look("y"), run("a"), look("z"), run("b"))).toEqual({ x: [], y: [], a: ["x", "y"], z: [], b: ["a", "z"] });
  });

  test("lets independent steps start at once, without losing what came before them", () => {
    expect(chained(run("a"), run("b", [], { independent: true }), run("c"))).toEqual({ a: [], b: [], c: ["a", "b"] });
  });
});

describe("a plan with dependencies", () => {
  test("chains only shell, execute, test, review and notify to their predecessor", () => {
    const steps = [look("x"), write("y"), run("a", [], { dependsOn: ["x"] }), write("z"), run("b"), look("w")];
    expect(chained(...steps)).toEqual({ x: [], y: [], a: ["x"], z: [], b: ["z"], w: [] });
  });

  test.each(["shell", "execute", "test", "review", "notify"])("chains %s", (kind) => {
    expect(chained(look("x"), look("y", { dependsOn: ["x"] }), draftOf("s", { kind }))["s"]).toEqual(["y"]);
  });

  test("leaves an independent step and the first one alone", () => {
    expect(chained(run("a"), run("b", [], { dependsOn: ["a"] }), run("c", [], { independent: true }))).toEqual({ a: [], b: ["a"], c: [] });
  });
});

test("self and duplicate dependencies go, unknown ones stay for validation to name", () => {
  expect(chained(run("a", [], { dependsOn: ["a"] }), run("b", [], { dependsOn: ["a", "a", "b", "ghost"] }))).toEqual({
    a: [],
    b: ["a", "ghost"],
  });
});
