import { describe, expect, test } from "vitest";
import { measureFunctions } from "../../script/function-sizes.ts";
import { layTree, runScript } from "./scratch.ts";

const statements = (count: number) => "  work();\n".repeat(count);
const functionOf = (lines: number) => `export function long() {\n${statements(lines - 2)}}\n`;
const fileOf = (lines: number) => "// line\n".repeat(lines);
/** Small functions and files enough that one large one does not move the median or the percentile. */
const crowd = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`src/domain/small-${index}.ts`, `export function small() {\n${statements(2)}}\n`]),
);
const budgetOf = (files: Record<string, string>) => runScript("size-budget.ts", layTree(files));

describe("the size budget", () => {
  test("passes a function of 60 lines and a file of 250 among small ones", () => {
    const { exitCode, stderr } = budgetOf({ ...crowd, "src/domain/long.ts": functionOf(60), "src/domain/file.ts": fileOf(250) });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test.each<[string, Record<string, string>, string]>([
    [
      "a function of 61 lines",
      { ...crowd, "src/domain/long.ts": functionOf(61) },
      "src/domain/long.ts:1 long: lines of functions 61, at most 60",
    ],
    ["a file of 251 lines", { ...crowd, "src/domain/file.ts": fileOf(251) }, "src/domain/file.ts: lines of files 251, at most 250"],
    ["a median over 10 lines", { "src/a.ts": functionOf(11) }, "lines of functions: median is 11, at most 10"],
    [
      "a median that one-line functions would hide",
      { "src/a.ts": `${functionOf(11)}export const a = () => 1;\nexport const b = () => 2;\n` },
      "lines of functions: median is 11, at most 10",
    ],
    ["a 95th percentile over 35 lines", { "src/a.ts": `${functionOf(36)}${functionOf(5)}` }, "lines of functions: p95 is 36, at most 35"],
    [
      "13 ways through a function",
      { "src/a.ts": `export const f = (a: number) => {\n  ${"if (a) a();".repeat(12)}\n};\n` },
      "complexity 13, at most 12",
    ],
    ["a tree in which it found nothing", { "README.md": "" }, "nothing was measured"],
  ])("refuses %s", (_, files, fault) => {
    const { exitCode, stderr } = budgetOf(files);
    expect(stderr).toContain(fault);
    expect(exitCode).toBe(1);
  });
});

describe("measuring functions", () => {
  test("finds every kind of function, with its name and lines, after text that is not ASCII", () => {
    const source = `// grüße 👋
export function declared() {
  return [1].map((n) => n);
}
export const arrow = async () => {};
const object = {
  method() {},
  get getter() { return 1; },
  assigned: function () {},
};
class Thing {
  #field = 1;
  constructor() {}
  open(): void {}
  #secret() {}
  overloaded(a: string): void;
  overloaded(a: unknown): void {}
}
`;
    expect(measureFunctions(source).map(({ name, line, lines }) => [name, line, lines])).toEqual([
      ["declared", 2, 3],
      ["declared", 3, 1],
      ["arrow", 5, 1],
      ["method", 7, 1],
      ["getter", 8, 1],
      ["assigned", 9, 1],
      ["constructor", 13, 1],
      ["open", 14, 1],
      ["secret", 15, 1],
      ["overloaded", 17, 1],
    ]);
  });

  test.each<[string, string, number]>([
    ["a straight line", "a(); b();", 1],
    ["a condition with else", "if (a) b(); else c();", 2],
    ["a chain of conditions", "if (a) b(); else if (c) d();", 3],
    ["each kind of loop", "for (;;) {} for (const a of b) {} for (const a in b) {} while (a) {} do {} while (a);", 6],
    ["operators that may skip", "return (a && b) || (c ?? d) ? 1 : 2;", 5],
    ["assignments that may skip", "a ??= b; a ||= c; a &&= d; a += 1;", 4],
    ["a caught fault", "try { a(); } catch { b(); }", 2],
    ["labels of a switch that share their statements", "switch (a) { case 1: case 2: return b; case 3: return c; default: }", 3],
    ["another function's ways", "return () => { if (a) b(); };", 1],
  ])("counts the ways through %s", (_, body, ways) => {
    expect(measureFunctions(`function f() { ${body} }`)[0]?.complexity).toBe(ways);
  });
});
