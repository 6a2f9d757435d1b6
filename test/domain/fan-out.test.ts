import { describe, expect, test } from "vitest";
import type { AgentFacts } from "../../src/domain/delegation.ts";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { type PlanFrame, validatePlan } from "../../src/domain/validation.ts";
import { planned, type Walk } from "./walk.ts";
import { briefOf, commandOf, draftOf, kinds } from "./world.ts";

const codex: AgentFacts = {
  name: "codex",
  capabilities: [],
  languages: [],
  needs: nothing,
  costMicros: null,
  fallback: [],
  timeoutSeconds: 60,
  lacking: null,
};
const many = briefOf("c1", "c2", "c3", "c4", "c5");
const ids = many.criteria.map(({ id }) => id);
const branch = (id: string, rest: Partial<StepDraft> = {}) =>
  draftOf(id, {
    kind: "implement",
    input: { spec: id },
    needs: { ...nothing, writes: [`${id}.ts`] },
    independent: true,
    criteria: ids,
    ...rest,
  });
const closing = draftOf("close", { kind: "test", input: { argv: ["npm", "test"] }, dependsOn: ["a", "b"] });

function validated(steps: readonly StepDraft[], frame: Partial<PlanFrame> = {}) {
  const valid = validatePlan(steps, { kinds, agents: [codex], criteria: many.criteria, ...frame });
  return valid.ok ? valid.steps.filter((step) => step.isolated).map((step) => step.id) : valid.errors;
}

describe("a plan for many criteria", () => {
  test("has branches: who is delegated to beside others works in a copy of their own", () => {
    expect(validated([branch("a"), branch("b"), draftOf("look"), closing])).toEqual(["a", "b"]);
  });

  test("has none for what builds on another, for commands, in a recipe, and for few criteria", () => {
    expect(validated([branch("a"), branch("b", { independent: false }), closing])).toEqual(["a"]);
    expect(validated([branch("a"), commandOf("b", ["b.ts"], { independent: true, criteria: ids }), closing])).toEqual(["a"]);
    expect(validated([branch("a"), branch("b"), closing], { recited: true })).toEqual([]);
    expect(validated([branch("a"), branch("b"), closing], { criteria: many.criteria.slice(1) })).toEqual([]);
  });

  test("needs a closing step that judges all of it", () => {
    const error = 'the branches "a", "b" need a closing step that depends on all of them and judges the whole; add a test or a review.';
    const tell = draftOf("tell", { kind: "notify", input: { to: "room", text: "done" }, dependsOn: ["a", "b"] });
    expect(validated([branch("a"), branch("b")])).toEqual([error]);
    expect(validated([branch("a"), branch("b"), tell])).toEqual([error]);
    expect(validated([branch("a"), branch("b"), { ...closing, dependsOn: ["a"] }])).toEqual([error]);
    const between = draftOf("between", { dependsOn: ["a"] });
    expect(validated([branch("a"), branch("b"), between, { ...closing, dependsOn: ["between", "b"] }])).toEqual(["a", "b"]);
  });
});

describe("branches", () => {
  const running = (...steps: readonly StepDraft[]): Walk => {
    const thoughts = { brief: [many], plan: [{ reason: "r", base: null, steps }] };
    const walk = planned(steps, { thoughts }, {}, { agents: [codex] });
    walk.decide("approve");
    return walk;
  };
  const started = (walk: Walk) => walk.journal.filter((line) => line.startsWith("run"));

  test("run beside each other and beside readers", () => {
    const walk = running(branch("a"), branch("b"), draftOf("look"), closing);
    expect(started(walk)).toEqual(["run a 1", "run b 1", "run look 1"]);
  });

  test("never run beside a step that writes in the task's own files, whoever comes first", () => {
    const writer = commandOf("w", ["src"], { independent: true, criteria: [] });
    const first = running(branch("a"), branch("b"), writer, closing);
    expect(started(first)).toEqual(["run a 1", "run b 1"]);
    const second = running(writer, branch("a"), branch("b"), closing);
    expect(started(second)).toEqual(["run w 1"]);
  });

  test("a lost attempt begins anew beside the others", () => {
    const walk = running(branch("a"), branch("b"), closing);
    walk.send({ type: "lost", step: "a", attempt: 1 });
    expect(started(walk)).toEqual(["run a 1", "run b 1", "run a 2"]);
    expect(walk.settle().task.stage).toBe("completed");
  });
});
