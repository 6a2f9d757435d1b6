import { describe, expect, test } from "vitest";
import { filesOf } from "../../src/domain/files.ts";
import { nothing } from "../../src/domain/needs.ts";
import { type Plan, specOf } from "../../src/domain/plan.ts";
import type { StepSpec } from "../../src/domain/step.ts";
import type { Task } from "../../src/domain/task.ts";
import { carryPasses, isWithinApproved, nextPlan, unaskedReason } from "../../src/domain/versions.ts";
import { contextWith, resultOf, stepWith, taskWith } from "./world.ts";

const context = contextWith();
const plan = (steps: Plan["steps"], rest: Partial<Plan> = {}): Plan => ({ ...nextPlan(taskWith(), steps, "r", context), ...rest });

describe("unaskedReason", () => {
  const read = stepWith("look");
  const execute = stepWith("run", { tier: "execute" });
  const write = stepWith("edit", { tier: "write" });
  const external = stepWith("call", { tier: "external" });
  const recipe = { name: "run-tests", digest: "d", pinned: true, headline: "unit", parameters: {} };
  test.each<[string, Partial<Task>, Plan, string | null]>([
    ["guardrails, only read", {}, plan([read]), "only read steps"],
    ["guardrails, a write", {}, plan([read, write]), null],
    ["guardrails, an execute", {}, plan([read, execute]), null],
    ["manual, only read", { autonomy: "manual" }, plan([read]), null],
    ["full, external", { autonomy: "full" }, plan([external]), "autonomy full"],
    ["light, only read", { light: true, autonomy: "manual" }, plan([read]), "light request"],
    ["light that was changed into a write", { light: true }, plan([read, write]), null],
    ["a pinned recipe", { procedure: recipe }, plan([read, execute]), "unchanged bundled procedure"],
    ["a pinned recipe that writes", { procedure: recipe }, plan([write]), null],
    ["a pinned recipe that goes outside", { procedure: recipe }, plan([execute, external]), null],
    ["a recipe that is not pinned", { procedure: { ...recipe, pinned: false } }, plan([execute]), null],
    ["a pinned recipe that was changed", { procedure: recipe }, plan([execute], { version: 2 }), null],
    ["a pinned recipe in manual", { procedure: recipe, autonomy: "manual" }, plan([execute]), null],
  ])("%s", (_what, task, made, expected) => expect(unaskedReason(taskWith(task), made)).toBe(expected));
});

describe("isWithinApproved", () => {
  const approved = plan([stepWith("a", { tier: "execute", needs: { ...nothing, writes: ["src"] }, agent: "claude" })], {
    approvedBy: "mia",
  });
  test.each<[string, Partial<StepSpec>, Plan | null, boolean]>([
    ["within needs, tier and agents", { tier: "execute", needs: { ...nothing, writes: ["src/a"] }, agent: "claude" }, approved, true],
    ["no agent", {}, approved, true],
    ["another path", { needs: { ...nothing, writes: ["lib"] } }, approved, false],
    ["a higher tier", { tier: "external" }, approved, false],
    ["another agent", { agent: "codex" }, approved, false],
    ["a higher cost", { costMicros: 2_000_000 }, approved, false],
    ["nothing was approved", {}, { ...approved, approvedBy: null }, false],
    ["no plan", {}, null, false],
  ])("%s", (_what, spec, before, expected) => expect(isWithinApproved([stepWith("b", spec)], before)).toBe(expected));
});

describe("carryPasses", () => {
  const passed = { status: "passed", attempt: 1, result: resultOf("done") } as const;
  const before = [
    stepWith("a", passed),
    stepWith("b", { ...passed, dependsOn: ["a"] }),
    stepWith("c", { status: "failed", attempt: 2, allowedBy: "apr_1" }),
  ];
  const carried = (...specs: readonly StepSpec[]) =>
    Object.fromEntries(carryPasses(specs.map(specOf), before, context).map((step) => [step.id, [step.status, step.attempt]]));

  test("unchanged passes stay, in whatever order they come", () => {
    expect(carried(stepWith("b", { dependsOn: ["a"] }), stepWith("a"))).toEqual({ b: ["passed", 1], a: ["passed", 1] });
  });

  test("a changed input is run again, and so is what depends on it", () => {
    expect(carried(stepWith("a", { input: { query: "else" } }), stepWith("b", { dependsOn: ["a"] }))).toEqual({
      a: ["pending", 1],
      b: ["pending", 1],
    });
  });

  test("changed needs or kind are run again, a changed title is not", () => {
    expect(carried(stepWith("a", { title: "Look again" }))).toEqual({ a: ["passed", 1] });
    expect(carried(stepWith("a", { needs: { ...nothing, writes: ["src"] } }))).toEqual({ a: ["pending", 1] });
    expect(carried(stepWith("a", { kind: "draft" }))).toEqual({ a: ["pending", 1] });
  });

  test("what wrote after a step that is not listed any more is run again, as its files hold that one's work; what wrote before stays", () => {
    const wrote = (id: string, keptAt: number) =>
      stepWith(id, { ...passed, endedAt: keptAt, result: resultOf(id, { snapshot: `after ${id}`, keptAt }) });
    const writers = [wrote("early", 1), wrote("dropped", 2), wrote("late", 3), stepWith("tested", { ...passed, dependsOn: ["late"] })];
    const next = carryPasses(
      [writers[0], writers[2], writers[3]].flatMap((step) => (step ? [specOf(step)] : [])),
      writers,
      context,
    );
    expect(next.map(({ id, status }) => [id, status])).toEqual([
      ["early", "passed"],
      ["late", "pending"],
      ["tested", "pending"],
    ]);
    expect(filesOf(taskWith({ plan: plan(next) }))).toBe("after early");
  });

  test("what did not pass starts anew, unconfirmed, its attempts counted on", () => {
    const [step] = carryPasses([specOf(stepWith("c"))], before, context);
    expect(step).toMatchObject({ status: "pending", attempt: 2, allowedBy: null, result: null });
  });
});

describe("the digest", () => {
  const step = stepWith("a");
  const digest = (steps: Plan["steps"], task: Partial<Task> = {}) => nextPlan(taskWith(task), steps, "r", context).digest;
  test("changes with what is approved, not with progress", () => {
    expect(digest([step])).toBe(digest([{ ...step, status: "passed", attempt: 3, result: resultOf("x") }]));
    const others = [
      digest([{ ...step, input: { query: "else" } }]),
      digest([{ ...step, needs: { ...nothing, writes: ["src"] } }]),
      digest([{ ...step, agent: "claude" }]),
      digest([{ ...step, dependsOn: ["b"] }]),
      digest([step], { place: { source: null, kind: "copy", base: "abc" } }),
      digest([step], { procedure: { name: "p", digest: "d", pinned: false, headline: "unit", parameters: {} } }),
    ];
    expect(new Set([digest([step]), ...others]).size).toBe(7);
  });
});
