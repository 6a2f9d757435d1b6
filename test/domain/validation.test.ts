import { describe, expect, test } from "vitest";
import { nothing } from "../../src/domain/needs.ts";
import type { StepDraft } from "../../src/domain/plan.ts";
import { validatePlan } from "../../src/domain/validation.ts";
import { commandOf, draftOf, kinds } from "./world.ts";

const criterion = (id: string) => ({ id, text: `${id} holds`, must: true });

function errorsOf(steps: readonly StepDraft[], criteria: readonly string[] = []): readonly string[] {
  const valid = validatePlan(steps, { kinds, agents: [], criteria: criteria.map(criterion) });
  return valid.ok ? [] : valid.errors;
}

describe("every error names the step and the cure", () => {
  const notify = draftOf("tell", { kind: "notify", input: { to: "room", text: "done" } });
  test.each<[string, readonly StepDraft[], string]>([
    ["no steps", [], "the plan has no steps; give at least one."],
    ["an unknown kind", [draftOf("a", { kind: "dance" })], 'step "a": there is no kind "dance" here; use one of research, draft,'],
    ["an empty command", [draftOf("a", { kind: "shell", input: { command: " " } })], 'step "a" (shell): command: must not be empty'],
    ["an empty argv", [draftOf("a", { kind: "execute", input: { argv: [] } })], 'step "a" (execute): argv'],
    ["shell syntax", [commandOf("a", [], { input: { argv: ["ls", "&&", "rm"] } })], 'step "a": "&&" is shell syntax'],
    ["a reference in a shell", [draftOf("a", { kind: "shell", input: { command: "echo {{steps.b.output}}" } })], "must not contain {{…}}"],
    ["a twice used id", [draftOf("a"), draftOf("a")], 'step "a": this id is used twice; give every step its own.'],
    ["an id that files of the request have", [draftOf("request")], 'step "request": files of the request are called so'],
    ["an id that is no name", [draftOf("../a")], 'step "../a": an id is 1 to 40 letters'],
    [
      "an unknown dependency",
      [draftOf("a", { dependsOn: ["b"] })],
      'step "a" depends on "b", which does not exist; name an existing step.',
    ],
    ["a late notify", [notify, draftOf("a", { dependsOn: ["tell"] })], 'step "a" comes after a notify; put notify steps at the end.'],
    ["a climbing path", [commandOf("a", ["src/../.."])], 'step "a": it may not write "src/../.."'],
    ["an absolute path", [commandOf("a", ["/etc"])], 'step "a": it may not write "/etc"'],
    ["an empty path", [commandOf("a", [""])], 'step "a": it may not write ""'],
    ["a relative host path", [commandOf("a", [], { needs: { ...nothing, hostPaths: ["srv"] } })], 'host path "srv" is not absolute'],
    ["no time at all", [commandOf("a", [], { timeoutSeconds: 0 })], 'step "a": a timeout of 0 s is out of range'],
    ["more than a day", [commandOf("a", [], { timeoutSeconds: 86_401 })], "out of range; give 1 to 86400."],
  ])("%s", (_what, steps, expected) => expect(errorsOf(steps).join("\n")).toContain(expected));

  test("a cycle is named as its path", () => {
    const steps = [draftOf("a", { dependsOn: ["c"] }), draftOf("b", { dependsOn: ["a"] }), draftOf("c", { dependsOn: ["b"] })];
    expect(errorsOf(steps)).toEqual(["the steps a → c → b → a wait for each other in a circle; remove one of these dependencies."]);
  });

  test("a criterion nobody serves", () => {
    expect(errorsOf([draftOf("a", { criteria: ["c1"] })], ["c1", "c2"])).toEqual([
      'criterion "c2" (c2 holds) is served by no step; name it in the criteria of the step that serves it.',
    ]);
  });

  test("more than 200 steps", () => {
    const many = Array.from({ length: 201 }, (_, index) => draftOf(`s${index}`));
    expect(errorsOf(many)).toEqual(["the plan has 201 steps; at most 200 are allowed. Merge or split the task."]);
    expect(errorsOf(many.slice(1))).toEqual([]);
  });

  test("a command that no schema knows, and all errors at once", () => {
    const dc = commandOf("a", [], { input: { argv: ["dc", "x"] } });
    expect(errorsOf([dc, draftOf("b", { kind: "dance" })])).toEqual([
      'step "a": "dc" is not among the programs that execute and test may run: plan it as a `shell` step, or let a notify say what is missing.',
      expect.stringContaining('step "b": there is no kind "dance"'),
    ]);
  });
});

describe("a valid plan", () => {
  test("is completed: tier by code, defaults, only known criteria, title from what it does", () => {
    const draft = commandOf("a", ["src"], { title: " ", tier: "read", criteria: ["c1", "ghost"] });
    const valid = validatePlan([draft], { kinds, agents: [], criteria: [criterion("c1")] });
    expect(valid.ok && valid.steps[0]).toEqual({
      id: "a",
      title: "runs `make a` in the sandbox",
      kind: "execute",
      input: { argv: ["make", "a"] },
      dependsOn: [],
      needs: { ...nothing, writes: ["src"] },
      tier: "execute",
      criteria: ["c1"],
      agent: null,
      agents: [],
      costMicros: null,
      manual: false,
      recited: false,
      isolated: false,
      timeoutSeconds: 600,
      verify: null,
      expect: "success",
      summary: "runs `make a` in the sandbox",
    });
  });

  test("a notify outside this conversation is external", () => {
    const valid = validatePlan([draftOf("a", { kind: "notify", input: { to: "#all", text: "hi" } })], { kinds, agents: [], criteria: [] });
    expect(valid.ok && valid.steps[0]?.tier).toBe("external");
  });

  test("a repair may depend on steps that are there already", () => {
    const steps = [draftOf("fix", { dependsOn: ["old"] })];
    expect(validatePlan(steps, { kinds, agents: [], criteria: [], existing: ["old"] }).ok).toBe(true);
    expect(validatePlan(steps, { kinds, agents: [], criteria: [] }).ok).toBe(false);
  });
});
