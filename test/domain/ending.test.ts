import { describe, expect, test } from "vitest";
import { composeEnding, summarisedEnding } from "../../src/domain/ending.ts";
import { nextPlan } from "../../src/domain/versions.ts";
import { briefOf, contextWith, resultOf, stepWith, taskWith } from "./world.ts";

const steps = [
  stepWith("look", { status: "passed", result: resultOf("seen") }),
  stepWith("build", { status: "superseded", result: resultOf("exit 1") }),
  stepWith("ship", { status: "skipped", reason: "rejected by olga" }),
  stepWith("wait", { status: "awaiting_confirmation" }),
];
const unmet = { id: "c1", met: false, score: 0, evidence: "it is red" };
const evaluation = { verdict: "red", score: 0, criteria: [unmet], checks: [], guarded: [], instructions: null } as const;
const bare = taskWith({ brief: { ...briefOf("c1"), generation: 1, reason: null }, evaluation });
const task = { ...bare, plan: nextPlan(bare, steps, "r", contextWith()) };
const open = [
  { what: "ship", why: "rejected by olga" },
  { what: "wait", why: "the task ended before it was done" },
  { what: "build", why: "failed and was replaced: exit 1" },
  { what: "c1 holds", why: "it is red" },
];

describe("an ending", () => {
  test("names what was not done and why, replaced steps and unmet criteria included", () => {
    expect(composeEnding(task, "Stopped.")).toEqual({ headline: "Stopped.", done: ["look: seen"], notDone: open, next: [] });
  });

  test("by a model keeps what the model forgot, and says nothing twice", () => {
    const summary = { headline: "Nearly.", done: ["looked"], not_done: [{ what: "ship", why: "not allowed" }], next: ["ask olga"] };
    expect(summarisedEnding(task, summary)).toEqual({
      headline: "Nearly.",
      done: ["looked"],
      notDone: [{ what: "ship", why: "not allowed" }, ...open.slice(1)],
      next: ["ask olga"],
    });
  });
});
