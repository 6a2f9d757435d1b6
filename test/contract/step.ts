import { describe, expect, test } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { rulesOf } from "../../src/steps/rules.ts";
import type { StepKind } from "../../src/steps/step.ts";
import { schema } from "../fixtures/commands.ts";

/** Inputs as a model writes them (model.md). A new kind adds its own here. */
const inputs: Readonly<Record<string, Json>> = {
  research: { query: "Where is the cart?" },
  draft: { text: null, instruction: "Say hello." },
  shell: { command: "echo hello" },
  execute: { argv: ["echo", "hello"] },
  test: { argv: ["npm", "test"] },
  review: { artifact: "draft" },
  notify: { to: "requester", text: "Done." },
  ask: { question: "Which?", choices: ["one", "two"] },
  implement: { spec: "Make it so." },
  tool: { server: "tickets", name: "search", arguments: { query: "cart" } },
};

const garbage: readonly Json[] = [null, 3, "text", [], {}, { argv: [] }, { command: "" }];

/** What the planner, validation, cards and tiers may rely on of every step kind. */
export function describeStepKind(kind: StepKind): void {
  const rules = rulesOf([kind], schema).get(kind.name);

  describe(`step kind ${kind.name}`, () => {
    test("reads the input that the model is told to write, and gives it back as plain JSON", () => {
      const read = rules?.read(inputs[kind.name] ?? null);

      expect(read).toMatchObject({ ok: true, value: { objections: [], input: expect.objectContaining({}) } });
    });

    test("says what is wrong with any other input instead of throwing", () => {
      for (const input of garbage) expect(rules?.read(input)).toMatchObject({ ok: false, error: expect.stringMatching(/\w/) });
    });

    test("tells planner and people in one line what it is for and what it will do", () => {
      const read = rules?.read(inputs[kind.name] ?? null);

      expect(kind.purpose).toMatch(/^[^\n]{10,160}$/);
      expect(read?.ok && read.value.summary).toMatch(/^[^\n]{5,200}$/);
    });

    test("needs nothing beyond what its input says", () => {
      const read = rules?.read(inputs[kind.name] ?? null);

      expect(read?.ok && read.value.needs).toMatchObject({ network: [], secrets: [], hostPaths: [] });
    });

    test("either asks a person or is run", () => {
      const read = rules?.read(inputs[kind.name] ?? null);

      expect(read?.ok && (read.value.asks !== null) === (kind.ask !== undefined)).toBe(true);
    });
  });
}
