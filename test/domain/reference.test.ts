import { describe, expect, test } from "vitest";
import {
  referredParameters,
  referredSteps,
  refuseArgvReferences,
  refuseShellReferences,
  resolveArgv,
  resolveText,
} from "../../src/domain/reference.ts";

const values = { outputs: { look: " found it\n", evil: "$(rm -rf .); {{params.host}}" }, env: { PARAM_HOST: "example.com" } };

describe("resolveArgv", () => {
  test("replaces whole elements by their trimmed values, and nothing inside a value", () => {
    expect(resolveArgv(["grep", "{{steps.look.output}}", "{{ params.host }}", "{{steps.evil.output}}"], values)).toEqual({
      ok: true,
      value: ["grep", "found it", "example.com", "$(rm -rf .); {{params.host}}"],
    });
  });

  test.each([
    [["curl", "https://{{params.host}}"], "must be a whole argument"],
    [["{{params.host}}", "x"], "the program itself must be written out"],
    [["cat", "{{steps.none.output}}"], "there is no such value"],
    [["cat", "{{steps.toString.output}}"], "there is no such value"],
    [["cat", "{{params.port}}"], "there is no such value"],
    [["cat", "{{secrets.key}}"], "must be a whole argument"],
  ])("%o is refused", (argv, why) => expect(resolveArgv(argv, values)).toMatchObject({ ok: false, error: expect.stringContaining(why) }));
});

describe("a value is never taken for an option", () => {
  const resolve = (argv: readonly string[], value: string) => resolveArgv(argv, { outputs: { a: value }, env: {} });
  test.each([
    [["git", "log", "{{steps.a.output}}"], "--output=x", "begins with a dash"],
    [["git", "log", "{{steps.a.output}}"], "\n -p\n", "begins with a dash"],
    [["git", "log", "{{steps.a.output}}"], "–output=x", "begins with a dash"],
    [["git", "log", "{{steps.a.output}}", "--", "src"], "-p", "begins with a dash"],
    [["git", "log", "{{steps.a.output}}"], " \n", "is empty"],
    [["git", "log", "--", "{{steps.a.output}}"], "a\0b", "NUL"],
  ])("%j with %j", (argv, value, why) => expect(resolve(argv, value)).toMatchObject({ ok: false, error: expect.stringContaining(why) }));

  test.each([
    [["git", "log", "--", "{{steps.a.output}}"], "--odd-name"],
    [["printf", "%s", "--", "{{steps.a.output}}"], ""],
    [["git", "log", "-p"], "never looked at"],
    [["git", "log", "{{steps.a.output}}"], "a-b"],
  ])("%j with %j is fine", (argv, value) => expect(resolve(argv, value)).toMatchObject({ ok: true }));
});

test("a text is a reference as a whole, or stays as it is", () => {
  expect(resolveText("{{steps.look.output}}", values)).toEqual({ ok: true, value: "found it" });
  expect(resolveText("see {{steps.look.output}}", values)).toEqual({ ok: true, value: "see {{steps.look.output}}" });
});

test("a shell text takes no reference at all", () => {
  expect(refuseShellReferences("cat $STEPS/look/output")).toBeNull();
  expect(refuseShellReferences("echo {{steps.look.output}}")).toContain("must not contain {{…}}");
  expect(refuseArgvReferences(["echo", "{{steps.look.output}}"])).toBeNull();
});

test("what a list refers to", () => {
  const texts = ["a", "{{steps.look.output}}", "{{params.host}}", "x{{steps.no.output}}"];
  expect(referredSteps(texts)).toEqual(["look"]);
  expect(referredParameters(texts)).toEqual(["host"]);
});
