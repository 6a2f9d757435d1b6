import { describe, expect, test } from "vitest";
import { messageOf } from "../../src/domain/message.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { Autonomy } from "../../src/domain/policy.ts";
import type { Step } from "../../src/domain/step.ts";
import type { CheckOutcome } from "../../src/domain/verification.ts";
import { nextPlan } from "../../src/domain/versions.ts";
import { askedNow, planOf, running, type Script, type Walk, walkFrom } from "./walk.ts";
import { bareBrief, briefOf, commandOf, contextWith, draftOf, faultOf, mia, policyWith, stepWith, taskWith } from "./world.ts";

const check = (state: CheckOutcome["state"], rest: Partial<CheckOutcome> = {}): CheckOutcome => ({
  name: "npm test",
  state,
  required: true,
  evidence: state === "failed" ? "2 of 9 fail" : "9 pass",
  newlyFailing: state === "failed" ? ["a", "b"] : [],
  ...rest,
});
const red = { checks: [check("failed")] };
const green = { checks: [check("passed")] };
const met = { criteria: [{ id: "c1", met: true, score: 1, evidence: "seen" }], instructions: null };
const unmet = { criteria: [{ id: "c1", met: false, score: 0.2, evidence: "no tabs" }], instructions: "use tabs" };
const doubtful = { criteria: [{ id: "c1", met: null, score: 0.7, evidence: "cannot tell" }], instructions: null };

/** A step done by an agent that may change files. */
const delegated = (id: string, rest: Partial<Step> = {}) =>
  stepWith(id, {
    kind: "implement",
    needs: { ...nothing, writes: ["."] },
    tier: "write",
    criteria: ["c1"],
    agent: "codex",
    agents: ["codex"],
    ...rest,
  });

/** A task whose approved plan has these steps and begins to run. */
function executing(steps: readonly Step[], script: Script = {}, rest: Parameters<typeof taskWith>[0] = {}): Walk {
  const brief = { ...briefOf("c1"), generation: 1, reason: null };
  const task = taskWith({ stage: "executing", brief, ...rest });
  const plan = { ...nextPlan(task, steps, "r", contextWith()), approvedBy: "approved by mia" };
  const walk = walkFrom({ ...task, plan }, script);
  walk.send({ type: "due" });
  return walk;
}

describe("what a step left", () => {
  test("is checked, judged where an agent did it, and only then passed", () => {
    const walk = executing([delegated("mend")], { checks: { "checks of mend": [green] }, thoughts: { judge: [met] } });
    walk.finish("mend");
    expect(walk.step("mend").status).toBe("verifying");
    walk.finish("checks of mend").finish("judge");
    expect(walk.step("mend")).toMatchObject({ status: "passed", evaluation: { verdict: "green", score: 1 } });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("that only reads is not checked", () => {
    const walk = executing([stepWith("look")]).settle();
    expect(walk.journal.filter((line) => line.startsWith("verify"))).toEqual([]);
  });

  test("red is done again by the same agent with written instructions, three times at most, then repaired", () => {
    const mending = { reason: "another way", replaces: ["mend"], steps: [commandOf("fix", ["src"])] };
    const walk = executing([delegated("mend", { tier: "execute" })], {
      checks: { "checks of mend": [red], "checks of fix": [green] },
      thoughts: { judge: [{ ...unmet, criteria: [] }, met], repair: [mending] },
    });
    walk.finish("mend").finish("checks of mend").finish("judge");
    expect(walk.step("mend")).toMatchObject({
      status: "running",
      attempt: 2,
      reworks: 1,
      instructions: "use tabs\nnpm test: 2 of 9 fail. c1 holds: not judged.",
    });
    walk.settle();
    expect(walk.journal.filter((line) => line.startsWith("run mend"))).toEqual(["run mend 1", "run mend 2", "run mend 3", "run mend 4"]);
    expect(walk.journal).toContain("think repair");
    expect(walk.task).toMatchObject({ stage: "completed", repairs: 1, spend: { regenerations: 4 } });
  });

  test("red without an agent goes straight to repair", () => {
    const walk = executing([stepWith("build", { kind: "shell", needs: { ...nothing, writes: ["."] }, tier: "write" })], {
      checks: { "checks of build": [red] },
    });
    walk.finish("build").finish("checks of build");
    expect(walk.step("build")).toMatchObject({ status: "failed", reason: "npm test: 2 of 9 fail." });
    expect(walk.task).toMatchObject({ stage: "revising", thinking: { purpose: "repair" } });
  });

  test("that fails no more than before is not blamed", () => {
    const checks = { "checks of mend": [{ checks: [check("red-before")] }] };
    const walk = executing([delegated("mend")], { checks, thoughts: { judge: [met] } }).settle();
    expect(walk.task).toMatchObject({ stage: "completed", evaluation: { verdict: "green" } });
  });

  test("a judgement that is missing or unreadable is never green", () => {
    const missing = executing([delegated("mend")], {
      checks: { "checks of mend": [green] },
      thoughts: { judge: [{ ...met, criteria: [] }] },
    });
    const unreadable = executing([delegated("mend")], { thoughts: { judge: [{ fault: faultOf("model_unreadable") }] } });
    for (const walk of [missing, unreadable]) {
      walk.settle();
      expect(walk.step("mend")).toMatchObject({ status: "awaiting_review", evaluation: { verdict: "yellow" } });
    }
  });

  test("is passed when it is yellow in full autonomy", () => {
    const walk = executing([delegated("mend")], { thoughts: { judge: [doubtful] } }, { autonomy: "full" }).settle();
    expect(walk.task).toMatchObject({ stage: "completed", evaluation: { verdict: "yellow" } });
  });
});

describe("a step in doubt is asked about", () => {
  const doubted = (...judged: readonly (typeof met)[]) =>
    executing([delegated("mend"), stepWith("tell", { dependsOn: ["mend"] })], {
      thoughts: { judge: [doubtful, ...judged, met] },
    }).settle();

  test("with what is weak, bound to the step", () => {
    const walk = doubted();
    expect(walk.task.approvals).toMatchObject([
      { subject: { kind: "review", step: "mend" }, status: "open", title: "mend: good enough? c1 holds: cannot tell." },
    ]);
    expect(walk.step("tell").status).toBe("pending");
  });

  test("and accepted passes", () => {
    const walk = doubted();
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
    expect(walk.step("mend")).toMatchObject({ status: "passed", attempt: 1 });
  });

  test("and left out skips what depends on it", () => {
    const walk = doubted();
    walk.decide("reject", "not that way");
    expect([walk.step("mend").status, walk.step("tell").status]).toEqual(["skipped", "skipped"]);
  });

  test("and done again with the person's words", () => {
    const walk = doubted(met);
    walk.decide("change", "keep the old name");
    expect(walk.step("mend")).toMatchObject({ status: "running", attempt: 2, instructions: "keep the old name", reworks: 0 });
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("and an empty wish is refused", () => {
    expect(doubted().decide("change", " ")).toEqual({ kind: "refused", reason: "Say what to do otherwise: `change: <what>`." });
  });
});

describe("checks that cannot be run", () => {
  test.each(["checks of mend", "checks"])("(%s) are a fault a person is asked about; trying again runs them again", (name) => {
    const walk = executing([delegated("mend")], { checks: { [name]: [{ fault: "no sandbox" }, green] }, thoughts: { judge: [met] } });
    walk.settle();
    expect(askedNow(walk.task)).toEqual(["fault"]);
    expect(walk.task.approvals.at(-1)?.title).toContain("could not be run: no sandbox");
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
  });
});

describe("the whole result", () => {
  const plan = [commandOf("build", ["src"])];

  test("is checked as a whole even where every step passed", () => {
    const walk = running(plan, { checks: { checks: [red, green] }, thoughts: { revise: [{ reason: "r", brief: null, steps: plan }] } });
    walk.finish("build").finish("checks of build").finish("checks").finish("judge");
    expect(walk.task).toMatchObject({ stage: "revising", evaluation: { verdict: "red" }, generations: 1 });
  });

  test("that changes what judges the work is yellow at best and names it", () => {
    const walk = running(plan, { checks: { checks: [{ guarded: ["test/a.test.ts"] }] } }).settle();
    expect(walk.task).toMatchObject({ stage: "evaluating", evaluation: { verdict: "yellow", guarded: ["test/a.test.ts"] } });
    expect(walk.task.approvals.at(-1)?.title).toBe("Good enough? It changes what judges the work: test/a.test.ts.");
  });

  test("that does not meet the brief becomes a new generation, which keeps what passed and runs within what was approved", () => {
    const more = [...plan, commandOf("more", ["src/b"], { dependsOn: ["build"] })];
    const walk = running(plan, { thoughts: { judge: [unmet, met], revise: [{ reason: "tabs", brief: null, steps: more }] } });
    walk.settle();
    expect(walk.task).toMatchObject({
      stage: "completed",
      generations: 1,
      brief: { generation: 2, reason: "tabs" },
      plan: { version: 2, approvedBy: "within what v1 was approved for" },
    });
    expect(walk.journal.filter((line) => line.startsWith("run"))).toEqual(["run build 1", "run more 1"]);
  });

  test("whose new generation wants more than was approved is asked about", () => {
    const wider = [...plan, commandOf("wide", ["lib"], { dependsOn: ["build"] })];
    const walk = running(plan, { thoughts: { judge: [unmet], revise: [{ reason: "lib too", brief: null, steps: wider }] } }).settle();
    expect([walk.task.stage, askedNow(walk.task)]).toEqual(["awaiting_approval", ["plan"]]);
  });

  test("gets three generations, then a person", () => {
    const walk = running(plan, { thoughts: { judge: [unmet], revise: [{ reason: "again", brief: null, steps: plan }] } }).settle();
    expect(walk.task).toMatchObject({ stage: "evaluating", generations: 3, brief: { generation: 4 } });
    expect(askedNow(walk.task)).toEqual(["result"]);
  });

  test("keeps its best attempt, and says so where it fails with a worse one", () => {
    const better = { criteria: [{ id: "c1", met: false, score: 0.5, evidence: "half" }], instructions: null };
    const revise = [{ reason: "again", brief: null, steps: plan }];
    const walk = running(plan, { thoughts: { judge: [better, unmet], revise } }, { autonomy: "full" }).settle();
    expect(walk.task).toMatchObject({ stage: "failed", best: { version: 1, verdict: "red", score: 0.5 } });
    expect(walk.task.ending?.headline).toBe(
      "Failed: c1 holds: no tabs. The best attempt was v1 (red, score 0.50); the files are as it left them.",
    );
    const changes = { name: "changes.diff", path: "/a/changes.diff", bytes: 1, sha256: "0" };
    const failed = { ...walk.task, best: walk.task.best && { ...walk.task.best, changes } };
    expect(messageOf({ kind: "result" }, failed, contextWith())).toMatchObject({ artifacts: [changes] });
  });

  test.each<[Autonomy, string[]]>([
    ["manual", ["result"]],
    ["guardrails", []],
    ["full", []],
  ])("that is green is asked about only in manual (%s)", (autonomy, asked) => {
    const walk = running([draftOf("look")], { thoughts: { judge: [met] } }, { autonomy }).settle();
    expect(askedNow(walk.task)).toEqual(asked);
  });

  test("of a recipe is judged by its own steps, without a model", () => {
    const procedure = { name: "p", digest: "d", pinned: true, headline: "a", parameters: {} };
    const script = { thoughts: { brief: [bareBrief], plan: [planOf(...plan.map((one) => ({ ...one, criteria: [] })))] } };
    const walk = running([], script, { procedure }, { hasModel: false, policy: policyWith({}) });
    walk.decide("approve", null, mia);
    expect(walk.settle().journal.filter((line) => line.startsWith("verify"))).toEqual([]);
  });
});
