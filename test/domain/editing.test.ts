import { describe, expect, test } from "vitest";
import type { PlanEdit } from "../../src/domain/edit.ts";
import { applyEdit, type StepEdit } from "../../src/domain/editing.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { Principal } from "../../src/domain/principal.ts";
import type { Step } from "../../src/domain/step.ts";
import { askedNow, planned, running, type Walk } from "./walk.ts";
import { briefOf, commandOf, draftOf, jon, kinds, mia, olga, policy, policyWith, sam, stepWith } from "./world.ts";

const codex = {
  name: "codex",
  capabilities: [],
  languages: [],
  needs: { ...nothing, network: ["api.openai.com"] },
  costMicros: 40_000,
  fallback: ["claude"],
  timeoutSeconds: 900,
  lacking: null,
};
const claude = { ...codex, name: "claude", needs: nothing, fallback: [] };
const frame = { kinds, criteria: briefOf("c1", "c2").criteria, agents: [codex, claude], by: "mia" };
const chain = [stepWith("look"), stepWith("lint", { dependsOn: ["look"] }), stepWith("unit", { dependsOn: ["lint"] })];
const edit = (steps: readonly Step[], one: StepEdit) => applyEdit(steps, one, frame);
const shapeOf = (edited: ReturnType<typeof edit>) =>
  edited.ok ? edited.steps.map(({ id, status, dependsOn }) => [id, status, dependsOn.join()]) : edited.reason;

describe("a step is named", () => {
  test("by its id, or by its number on the card, where what was replaced has none", () => {
    const steps = [stepWith("old", { status: "superseded" }), ...chain];
    expect(edit(steps, { kind: "skip", step: "2" })).toMatchObject({ ok: true, said: 'skipped "lint"' });
    expect(edit(steps, { kind: "skip", step: "lint" })).toMatchObject({ ok: true });
    expect(edit(steps, { kind: "skip", step: "4" })).toEqual({
      ok: false,
      reason: 'There is no step "4" in the plan. Its steps: 1 look, 2 lint, 3 unit.',
    });
  });

  test("and must not have begun", () => {
    const begun = (status: Step["status"]) => edit([stepWith("a", { status }), stepWith("b")], { kind: "skip", step: "a" });
    for (const status of ["running", "passed", "failed", "skipped", "verifying", "awaiting_review"] as const)
      expect(shapeOf(begun(status))).toBe(`"a" is ${status.replace("_", " ")} already.`);
    const torn = stepWith("a", { attempt: 1, needs: { ...nothing, writes: ["src"] } });
    expect(shapeOf(edit([torn, stepWith("b")], { kind: "remove", step: "a" }))).toBe(
      '"a" was begun and interrupted; say `change: …` instead.',
    );
  });
});

describe("removing", () => {
  test("lets whoever waited for it wait for what it waited for", () => {
    expect(shapeOf(edit(chain, { kind: "remove", step: "lint" }))).toEqual([
      ["look", "pending", ""],
      ["unit", "pending", "look"],
    ]);
  });

  test.each<[string, Partial<Step>]>([
    ["a reference", { kind: "execute", input: { argv: ["echo", "{{steps.lint.output}}"] } }],
    ["a file", { kind: "shell", input: { command: "cat $STEPS/lint/output" } }],
    ["a variable", { kind: "shell", input: { command: 'echo "$STEP_LINT_OUTPUT"' } }],
    ["what it reviews", { kind: "review", input: { artifact: "lint" } }],
  ])("is refused where its output is used: %s", (_what, rest) => {
    const steps = [...chain, stepWith("report", { title: "Report", dependsOn: ["lint"], ...rest })];
    for (const kind of ["remove", "skip"] as const)
      expect(shapeOf(edit(steps, { kind, step: "lint" }))).toBe('"Report" uses what "lint" puts out; remove or skip "Report" first.');
  });

  test("is not refused for a word that is only spelled alike", () => {
    const npm = stepWith("npm", { kind: "execute", input: { argv: ["npm", "run", "lint", "/steps/lint-2"] }, dependsOn: ["lint"] });
    expect(edit([...chain, npm], { kind: "remove", step: "lint" })).toMatchObject({ ok: true });
  });

  test("is refused where a criterion is left unserved, and skipping is named", () => {
    const steps = [stepWith("a", { criteria: ["c1"] }), stepWith("b", { criteria: ["c1", "c2"] })];
    expect(shapeOf(edit(steps, { kind: "remove", step: "b" }))).toBe(
      'Without "b" nothing serves c2 (c2 holds). Say `skip b` to leave it out and have that told.',
    );
    expect(edit(steps, { kind: "remove", step: "a" })).toMatchObject({ ok: true });
    expect(edit(steps, { kind: "skip", step: "b" })).toMatchObject({ ok: true });
  });

  test("the only step is refused", () => {
    expect(shapeOf(edit([stepWith("a")], { kind: "remove", step: "a" }))).toMatch(/only step; say `reject`/);
  });
});

test("skipping keeps the step in sight, needing nothing and waiting for nothing, and what waited for it goes on", () => {
  const steps = [
    stepWith("a"),
    stepWith("b", { dependsOn: ["a"], needs: { ...nothing, network: ["x.org"] } }),
    stepWith("c", { dependsOn: ["b"] }),
  ];
  const edited = edit(steps, { kind: "skip", step: "b" });
  expect(shapeOf(edited)).toEqual([
    ["a", "pending", ""],
    ["b", "skipped", ""],
    ["c", "pending", "a"],
  ]);
  expect(edited.ok && edited.steps[1]).toMatchObject({ reason: "skipped by mia", needs: nothing });
});

describe("moving", () => {
  const loose = [stepWith("a"), stepWith("b"), stepWith("tell", { kind: "notify", dependsOn: ["a", "b"] })];

  test("puts a step before another that then waits for it", () => {
    expect(shapeOf(edit(loose, { kind: "move", step: "b", before: "1" }))).toEqual([
      ["b", "pending", ""],
      ["a", "pending", "b"],
      ["tell", "pending", "a,b"],
    ]);
  });

  test.each<[string, StepEdit, string]>([
    ["before what it waits for", { kind: "move", step: "tell", before: "a" }, '"tell" waits for "a", so it cannot come before it.'],
    ["before itself", { kind: "move", step: "a", before: "a" }, "A step cannot come before itself."],
    ["before nobody", { kind: "move", step: "a", before: "9" }, 'There is no step "9" in the plan. Its steps: 1 a, 2 b, 3 tell.'],
  ])("is refused %s", (_what, one, reason) => expect(shapeOf(edit(loose, one))).toBe(reason));

  test("is refused where a notify would come before something else", () => {
    const steps = [stepWith("a"), stepWith("tell", { kind: "notify" })];
    expect(shapeOf(edit(steps, { kind: "move", step: "tell", before: "a" }))).toBe('"tell" tells the result and stays at the end.');
  });
});

describe("another agent", () => {
  const steps = [stepWith("code", { kind: "implement", agent: "claude", agents: ["claude"], tier: "write" }), stepWith("look")];

  test("brings its own needs, tier, cost and fallback", () => {
    const edited = edit(steps, { kind: "agent", step: "code", agent: "codex" });
    expect(edited).toMatchObject({
      ok: true,
      said: 'gave "code" to codex',
      steps: [
        { agent: "codex", agents: ["codex", "claude"], needs: { network: ["api.openai.com"] }, tier: "external", costMicros: 40_000 },
        {},
      ],
    });
  });

  test("must be known, and the step somebody's", () => {
    expect(shapeOf(edit(steps, { kind: "agent", step: "code", agent: "x" }))).toBe(
      '"code" cannot be given to x: there is no agent "x"; known: codex, claude.',
    );
    expect(shapeOf(edit(steps, { kind: "agent", step: "look", agent: "codex" }))).toMatch(/has no agent/);
  });
});

describe("a plan that waits for its approval", () => {
  const steps = [draftOf("look"), commandOf("lint"), commandOf("unit")];
  const change = (walk: Walk, one: PlanEdit, by: Principal = mia) => walk.send({ type: "edited", by, edit: one });

  test("becomes a new version with the reason, which is asked about anew", () => {
    const walk = planned(steps);
    const [first] = walk.task.approvals;
    change(walk, { kind: "skip", step: "2" });
    expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, reason: 'mia skipped "lint"', approvedBy: null } });
    expect(walk.task.approvals).toMatchObject([
      { status: "void", reason: 'replaced by plan v2: mia skipped "lint"' },
      { status: "open", version: 2 },
    ]);
    expect(walk.records).toContainEqual(expect.objectContaining({ type: "close", approval: first?.id }));
    walk.decide("approve");
    expect(walk.settle().journal).not.toContain("run lint 1");
    expect(walk.task.stage).not.toBe("awaiting_approval");
  });

  test("is changed by those only who may decide about it or stop it", () => {
    const walk = planned(steps);
    const reason = "Only the requester, an approver or the owner can change this plan.";
    expect(change(walk, { kind: "skip", step: "2" }, sam)).toEqual({ kind: "refused", reason });
    expect(change(walk, { kind: "manual", step: "2" }, olga)).toMatchObject({ kind: "moved" });
  });

  test("asks before a step that was set to be asked about", () => {
    const walk = planned(steps);
    change(walk, { kind: "manual", step: "lint" });
    walk.decide("approve");
    walk.settle();
    expect(askedNow(walk.task)).toEqual(["step"]);
    walk.decide("approve");
    expect(walk.settle().task.stage).toBe("completed");
  });

  test("has no parameters where it follows no procedure", () => {
    const outcome = change(planned(steps), { kind: "parameter", name: "x", value: "1" });
    expect(outcome).toEqual({ kind: "refused", reason: "This task follows no procedure, so it has no parameters. Say `change: …`." });
  });
});

describe("a plan that runs", () => {
  const steps = [commandOf("a"), commandOf("b"), commandOf("c")];
  const change = (walk: Walk, one: PlanEdit, by: Principal = mia) => walk.send({ type: "edited", by, edit: one });

  test("goes on when somebody who may approve it takes something away; what runs is not begun again", () => {
    const walk = running(steps);
    change(walk, { kind: "skip", step: "b" }, olga);
    expect(walk.task).toMatchObject({
      stage: "executing",
      plan: { version: 2, approvedBy: 'approved by olga; olga skipped "b"', approval: walk.task.approvals[0]?.id },
    });
    walk.settle();
    expect(walk.journal.filter((line) => line.startsWith("run"))).toEqual(["run a 1", "run c 1"]);
  });

  test("is asked about anew for everything else: what runs may finish, and nothing starts", () => {
    const made = [...steps, commandOf("d", [], { independent: true })];
    const walk = running(made, {}, {}, { policy: { ...policy, parallelSteps: 1 } });
    change(walk, { kind: "move", step: "c", before: "d" });
    expect(walk.task).toMatchObject({
      stage: "awaiting_approval",
      plan: { version: 2, reason: 'mia moved "c" before "d"', approvedBy: null },
    });
    walk.settle();
    expect([walk.step("a").status, walk.step("b").status]).toEqual(["passed", "pending"]);
    walk.decide("approve", null, olga);
    walk.settle();
    expect(walk.journal.filter((line) => line.startsWith("run"))).toEqual(["run a 1", "run b 1", "run c 1", "run d 1"]);
  });

  test("is asked about anew where one word is not enough", () => {
    for (const policy of [policyWith({ quorum: 2, approvers: { execute: ["slack:U1", "@ops"] } }), policyWith({ fourEyes: true })]) {
      const walk = planned(steps, {}, {}, { policy });
      walk.decide("approve", null, olga);
      walk.decide("approve", null, jon);
      expect(walk.task.stage).toBe("executing");
      change(walk, { kind: "remove", step: "c" });
      expect(walk.task).toMatchObject({ stage: "awaiting_approval", plan: { version: 2, approvedBy: null } });
      walk.finish("a");
      expect(walk.journal.filter((line) => line.startsWith("run"))).toEqual(["run a 1"]);
      expect(walk.step("a").status).toBe("passed");
    }
  });

  test("asks again about a step whose confirmation was open", () => {
    const walk = running([commandOf("a", [], { tier: "external" }), commandOf("b", [], { criteria: [] })]);
    const [, first] = walk.task.approvals;
    change(walk, { kind: "remove", step: "b" }, olga);
    expect(walk.task.approvals.map(({ subject, status, version }) => [subject.kind, status, version])).toEqual([
      ["plan", "approved", 1],
      ["step", "void", 1],
      ["step", "open", 2],
    ]);
    expect(first?.id).not.toBe(walk.task.approvals[2]?.id);
    walk.decide("approve", null, olga);
    expect(walk.settle().task.stage).toBe("completed");
  });
});
