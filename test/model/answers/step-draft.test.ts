import { describe, expect, test } from "vitest";
import { BriefAnswer } from "../../../src/model/answers/brief.ts";
import { PlanAnswer } from "../../../src/model/answers/plan.ts";
import { StepDraft } from "../../../src/model/answers/step-draft.ts";
import { TriageAnswer } from "../../../src/model/answers/triage.ts";
import { readValue } from "../../../src/model/lenient.ts";

function read(step: object): unknown {
  const reading = readValue(StepDraft, { id: "a", title: "A", ...step });
  return reading.ok ? reading.value : reading.problem;
}

describe("a step as the model proposes it", () => {
  test("what it leaves out is the least there can be", () => {
    expect(read({ kind: "research", input: { query: "why?" } })).toEqual({
      id: "a",
      title: "A",
      kind: "research",
      input: { query: "why?" },
      dependsOn: [],
      independent: false,
      needs: { writes: [], network: [], secrets: [], hostPaths: [] },
      tier: null,
      criteria: [],
      agent: null,
      timeoutSeconds: null,
      verify: null,
    });
  });

  test("the plan kind is read as draft", () => {
    expect(read({ kind: "plan", input: { instruction: "an outline" } })).toMatchObject({
      kind: "draft",
      input: { text: null, instruction: "an outline" },
    });
  });

  test("a command string for argv is split, operators left in", () => {
    expect(read({ kind: "test", input: { argv: "npm test && rm x" } })).toMatchObject({
      input: { argv: ["npm", "test", "&&", "rm", "x"] },
    });
  });

  test("a shell command is not split", () => {
    expect(read({ kind: "shell", input: { command: "npm test | tee log" } })).toMatchObject({ input: { command: "npm test | tee log" } });
  });

  test("a tool's arguments may come as text", () => {
    const input = { server: "files", name: "read", arguments: '{"path": "a"}' };
    expect(read({ kind: "tool", input })).toMatchObject({ input: { arguments: { path: "a" } } });
  });

  test("an unknown kind is left to the plan's validation, with its input as it came", () => {
    expect(read({ kind: "deploy", input: { to: "production" } })).toMatchObject({ kind: "deploy", input: { to: "production" } });
  });
});

describe("answers", () => {
  test("a criterion that does not say so must hold", () => {
    const reading = readValue(BriefAnswer, { goal: "g", criteria: [{ id: 1, text: "works" }] });
    expect(reading).toMatchObject({ ok: true, value: { criteria: [{ id: "1", text: "works", must: true }] } });
  });

  test("more than three questions are cut to three", () => {
    const questions = ["a", "b", "c", "d"].map((id) => ({ id, text: `${id}?` }));
    const reading = readValue(TriageAnswer, { kind: "task", title: "t", questions });
    expect(reading.ok && reading.value.questions.map((question) => question.id)).toEqual(["a", "b", "c"]);
  });

  test("one step stands for a list of one", () => {
    const reading = readValue(PlanAnswer, { reason: "r", steps: { id: "a", kind: "research", input: { query: "q" } } });
    expect(reading.ok && reading.value.steps.map((step) => step.id)).toEqual(["a"]);
  });
});
