import { expect, test } from "vitest";
import { outputEnvironment } from "../../src/orchestrator/effects/output-environment.ts";

const earlier = (id: string, output: string) => ({ id, output, exitCode: 0, headline: "", artifacts: [] });

test("outputs are variables named after their steps", () => {
  expect(outputEnvironment([earlier("look", "a\n"), earlier("run-all_2", "b")])).toEqual({
    STEP_LOOK_OUTPUT: "a\n",
    STEP_RUN_ALL_2_OUTPUT: "b",
  });
});

test("two ids that make one name make none", () => {
  expect(outputEnvironment([earlier("a-b", "1"), earlier("a_b", "2"), earlier("c", "3")])).toEqual({ STEP_C_OUTPUT: "3" });
});

test("each is cut at 32 KiB, never inside a character, and holds no NUL", () => {
  const { STEP_LONG_OUTPUT: long = "", STEP_NUL_OUTPUT: nul } = outputEnvironment([
    earlier("long", `x${"é".repeat(40_000)}`),
    earlier("nul", "a\0b"),
  ]);
  expect(Buffer.byteLength(long)).toBe(32 * 1024 - 1);
  expect(long.endsWith("é")).toBe(true);
  expect(nul).toBe("ab");
});

test("all together leave room to start a program: the nearest steps come first", () => {
  const many = Array.from({ length: 40 }, (_, index) => earlier(`s${index}`, "y".repeat(32 * 1024)));
  const names = Object.keys(outputEnvironment(many));
  expect(names).toHaveLength(16);
  expect(names).toContain("STEP_S39_OUTPUT");
  expect(names).not.toContain("STEP_S0_OUTPUT");
});
