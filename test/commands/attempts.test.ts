import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { judge, judgeResolved } from "./bench.ts";

/** One command a line, as it is typed or as a list of its words: each has a known program do what nobody approved, or is a program that can. */
const lines = readFileSync(join(import.meta.dirname, "../fixtures/injections.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "");
const Words = z.array(z.string());

test("of a thousand ways to have a harmless command do something else none passes, and each is told the cure", () => {
  expect(lines.length).toBeGreaterThan(1000);
  const passed = lines.filter((line) => {
    const judged = judge(line.startsWith('["') ? Words.parse(JSON.parse(line)) : line);
    return judged.known || !/`shell` step|written out/.test(judged.why);
  });
  expect(passed).toEqual([]);
});

test.each<[readonly string[], string]>([
  [["pytest", "{{params.x}}"], "/steps/fetch/output"],
  [["node", "--test", "{{params.x}}"], "/steps/fetch/output"],
  [["npm", "test", "--", "{{params.x}}"], "/steps/fetch/output"],
  [["npm", "test", "--", "{{params.x}}"], "SHELL=./x"],
  [["vitest", "run", "{{params.x}}"], "node_modules/x/evil.js"],
  [["python3", "-m", "unittest", "{{params.x}}"], "tests.test_cart.os.abort"],
])("code is not taken from where a value leads out of the project: %j with %j", (argv, value) => {
  expect(judge(argv)).toMatchObject({ known: true });
  expect(judgeResolved(argv, { "{{params.x}}": value })).toMatchObject({ known: false });
});
