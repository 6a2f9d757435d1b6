import { describe, expect, test } from "vitest";
import { briefProcedure } from "../../src/procedures/brief.ts";
import { completeParameters, missingParameters, parameterEnvironment } from "../../src/procedures/interview.ts";
import { readValue } from "../../src/procedures/parameter.ts";
import { Parameter } from "../../src/procedures/procedure.ts";
import { bundledNamed } from "./bundled.ts";

const parameter = (type: string, more: object = {}) => Parameter.parse({ name: "it", type, question: "Which?", ...more });
const health = bundledNamed("repo-health");
const asking = {
  ...health,
  parameters: [parameter("choice", { choices: ["orders", "ledger"], required: true }), parameter("flag", { name: "deep" })],
};

describe("readValue", () => {
  test.for([
    ["text", " two words ", "two words"],
    ["number", "007.50", "7.5"],
    ["flag", "Yes", "true"],
    ["flag", "off", "false"],
    ["path", "./src//app.ts/", "src//app.ts"],
    ["path", ".", "."],
    ["ref", "release/1.2", "release/1.2"],
    ["ref", "HEAD~2", "HEAD~2"],
  ] as const)("reads the %s %j as %j", ([type, said, value]) => {
    expect(readValue(parameter(type), said)).toEqual({ ok: true, value });
  });

  test.for([
    ["text", "  ", "it is empty. Give a value."],
    ["number", "2 USD", 'expected a number, got "2 USD". Write one like 30.'],
    ["number", "1e9", 'expected a number, got "1e9". Write one like 30.'],
    ["flag", "maybe", 'expected yes or no, got "maybe". Write yes or no.'],
    ["path", "../etc", '"../etc" lies outside the workspace. Write a path relative to it, without ..'],
    ["path", "/etc/passwd", '"/etc/passwd" lies outside the workspace. Write a path relative to it, without ..'],
    ["path", "-rf", '"-rf" is no usable path. Write ./ in front, or another path.'],
    ["ref", "--upload-pack=x", '"--upload-pack=x" is no tag, branch or commit. Write one like v1.2, main or 4f2c1a9.'],
    ["ref", "a..b", '"a..b" is no tag, branch or commit. Write one like v1.2, main or 4f2c1a9.'],
  ] as const)("refuses the %s %j with the cure", ([type, said, error]) => {
    expect(readValue(parameter(type), said)).toEqual({ ok: false, error });
  });

  test("takes a choice by its words or its number", () => {
    const choice = parameter("choice", { choices: ["orders", "ledger"] });

    expect(["ORDERS", "2", "3"].map((said) => readValue(choice, said))).toEqual([
      { ok: true, value: "orders" },
      { ok: true, value: "ledger" },
      { ok: false, error: '"3" is none of the choices. Write one of: orders, ledger.' },
    ]);
  });
});

describe("missingParameters", () => {
  test("asks only for what is required and has no default", () => {
    expect(missingParameters(health, {})).toEqual([]);
    expect(missingParameters(asking, {})).toEqual([{ topic: "it", text: "Which?", choices: ["orders", "ledger"], why: null }]);
    expect(missingParameters(asking, { it: "orders" })).toEqual([]);
  });

  test("asks again for a value that cannot be read, and says why", () => {
    expect(missingParameters(health, { stale_days: "soon" })).toMatchObject([
      { topic: "stale_days", why: 'stale_days: expected a number, got "soon". Write one like 30.' },
    ]);
  });

  test("refuses a parameter that the procedure does not have", () => {
    expect(() => missingParameters(health, { colour: "red" })).toThrow(
      'repo-health has no parameter "colour". It takes: stale_days, large_mb.',
    );
  });
});

describe("completeParameters", () => {
  test("fills in defaults and carries the values as environment", () => {
    const values = completeParameters(asking, { it: "1" });

    expect(parameterEnvironment(values)).toEqual({ PARAM_IT: "orders", PARAM_DEEP: "" });
    expect(completeParameters(health, { large_mb: "20" })).toEqual({ stale_days: "90", large_mb: "20" });
  });

  test("refuses to go on while something is missing", () => {
    expect(() => completeParameters(asking, {})).toThrow("repo-health: it is missing. Give it=….");
  });
});

describe("briefProcedure", () => {
  test("keeps what was said as a constraint and writes what a default decided as an assumption", () => {
    expect(briefProcedure(health, { large_mb: "20" })).toMatchObject({
      title: "Check the health of the repository",
      constraints: ["large_mb: 20"],
      assumptions: ["stale_days: 90, as nothing else was said"],
      criteria: [
        { id: "looked", must: true },
        { id: "told", must: true },
      ],
    });
  });
});
