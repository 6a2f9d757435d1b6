import { expect, test } from "vitest";
import { createPaint } from "../../src/adapters/terminal/paint.ts";
import { planJson, renderPlan } from "../../src/cli/plan-text.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { Step } from "../../src/domain/step.ts";
import { planWith, stepWith } from "../domain/world.ts";

const planOf = (...steps: readonly Step[]) => planWith(steps, { version: 2, reason: "the shortest way", madeBy: "gpt-5-mini" });
const show = (plan: Plan) => renderPlan(plan, 100, createPaint(false)).split("\n");

test("a plan is shown by layers: what can run side by side, and what waits for it", () => {
  const plan = planOf(
    stepWith("look", { summary: "finds out" }),
    stepWith("code", { dependsOn: ["look"], summary: "delegates", agents: ["codex", "claude"], isolated: true }),
    stepWith("docs", { summary: "writes", manual: true }),
    stepWith("old", { status: "superseded" }),
    stepWith("check", { dependsOn: ["code", "docs"], summary: "checks" }),
  );
  expect(show(plan)).toEqual([
    "Plan v2: the shortest way · by gpt-5-mini",
    "  first, side by side",
    "  1. look — finds out · read",
    "  3. docs — writes · read, asked before it starts",
    "  then",
    "  2. code — delegates · read, by codex, else claude, in a copy of its own",
    "  then",
    "  4. check — checks · read",
    "     (replaced: old)",
  ]);
});

test("steps that write in the same files are not said to run side by side", () => {
  const needs = { ...nothing, writes: ["."] };
  expect(show(planOf(stepWith("a", { needs }), stepWith("b", { needs }), stepWith("c", { dependsOn: ["a", "b"] })))[1]).toBe(
    "  first, in any order",
  );
  expect(
    show(planOf(stepWith("a", { needs }), stepWith("b", { needs, isolated: true }), stepWith("c", { dependsOn: ["a", "b"] })))[1],
  ).toBe("  first, side by side");
});

test("a plan of one layer needs no words about its order", () => {
  expect(show({ ...planOf(stepWith("a")), reason: "", madeBy: null })).toEqual(["Plan v2", "  1. a — a · read"]);
});

test("as data it has a layer and a row for every step", () => {
  const steps = [stepWith("a"), stepWith("b"), stepWith("c", { dependsOn: ["a", "b"] })];
  expect(planJson(planOf(...steps)).layout).toEqual([
    { step: "a", layer: 0, row: 0 },
    { step: "b", layer: 0, row: 1 },
    { step: "c", layer: 1, row: 0 },
  ]);
});
