import { describe, expect, test } from "vitest";
import type { CheckCommand } from "../../src/domain/check-command.ts";
import { validatePlan } from "../../src/domain/validation.ts";
import { briefProcedure } from "../../src/procedures/brief.ts";
import { planProcedure } from "../../src/procedures/plan.ts";
import { bundled, bundledNamed, kinds } from "./bundled.ts";

const npm: CheckCommand = { check: "node", purpose: "test", title: "npm test", argv: ["npm", "test"], directory: ".", required: true };
const pytest: CheckCommand = { ...npm, check: "python", title: "pytest in api", argv: ["python3", "-m", "pytest"], directory: "api" };
const lint: CheckCommand = { ...npm, purpose: "lint", title: "npm run lint", argv: ["npm", "run", "lint"] };

function stepsOf(name: string, checks: readonly CheckCommand[]) {
  const plan = planProcedure(bundledNamed(name), {}, checks);
  if (!plan.ok) throw new Error(plan.fault.message);
  return plan.value;
}

describe("planProcedure", () => {
  test("makes one step of each command that proves what the recipe wants, and no other", () => {
    const { steps } = stepsOf("run-tests", [npm, lint, pytest]);

    expect(steps.map(({ id, title, input, expect: expected }) => ({ id, title, input, expected }))).toEqual([
      { id: "tests", title: "tests: npm test", input: { argv: ["npm", "test"] }, expected: "success" },
      { id: "tests-2", title: "tests: pytest in api", input: { argv: ["python3", "-m", "pytest"], directory: "api" }, expected: "success" },
    ]);
  });

  test("lets a step that waits for the tests wait for all of them, or for none where there are none", () => {
    const waits = (checks: readonly CheckCommand[]) => stepsOf("repo-health", checks).steps.find(({ id }) => id === "report")?.dependsOn;

    expect(waits([npm, pytest])).toEqual(["status", "branches", "todos", "large", "tests", "tests-2"]);
    expect(waits([])).toEqual(["status", "branches", "todos", "large"]);
  });

  test("says what is missing where nothing is left to run", () => {
    expect(planProcedure(bundledNamed("run-tests"), {}, [lint])).toMatchObject({
      ok: false,
      fault: {
        code: "procedure_broken",
        message: expect.stringContaining("run-tests: no test command was found in this directory. Add one to its manifest"),
      },
    });
  });

  test.for(bundled.map((procedure) => [procedure.name] as const))("makes a plan of %s that validation accepts as it is", ([name]) => {
    const { steps } = stepsOf(name, [npm, pytest]);
    const validated = validatePlan(steps, { kinds, agents: [], criteria: briefProcedure(bundledNamed(name), {}).criteria });

    expect(validated).toMatchObject({ ok: true });
    expect(validated.ok && validated.steps.map(({ id, dependsOn, tier }) => ({ id, dependsOn, tier }))).toEqual(
      steps.map(({ id, dependsOn }) => ({ id, dependsOn, tier: "execute" })),
    );
  });
});
