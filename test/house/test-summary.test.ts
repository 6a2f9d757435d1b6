import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, layTree, repository, run } from "./scratch.ts";

/** Runs a project's tests the way script/test does. */
function runTests(files: Readonly<Record<string, string>>, ...args: string[]): Ended & { readonly lastLine: string | undefined } {
  const root = layTree({
    "package.json": `{ "type": "module" }`,
    "vitest.config.ts": `export default { test: { pool: "forks" } };`,
    ...files,
  });
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const ended = run([process.execPath, join(repository, "script/test-summary.ts"), ...args], root);
  return { ...ended, lastLine: ended.stdout.trimEnd().split("\n").at(-1) };
}

const head = `import { expect, test } from "vitest";\n`;
const passing = `${head}test("holds", () => { expect(1).toBe(1); });\n`;
const failing = `${head}test("does not hold", () => { expect(1).toBe(2); });\n`;

describe("the closing line of a test run", () => {
  test("counts what passed, failed and was skipped", () => {
    const skipping = `${head}test.skip("not now", () => {}); test.todo("later");\n`;
    const { lastLine, exitCode } = runTests({ "a.test.ts": passing, "b.test.ts": failing, "c.test.ts": skipping });
    expect(lastLine).toBe("1 passed, 1 failed, 2 skipped");
    expect(exitCode).toBe(1);
  });

  test("leaves skipped tests out when there are none, and passes arguments on", () => {
    const { lastLine, exitCode, stdout } = runTests({ "a.test.ts": passing, "b.test.ts": failing }, "a.test");
    expect(lastLine).toBe("1 passed, 0 failed");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("a.test.ts");
  });

  test.each<[string, Record<string, string>, string]>([
    ["a file that cannot be loaded", { "a.test.ts": passing, "b.test.ts": `import "./gone.ts";\n` }, "1 passed, 1 failed"],
    [
      "a fault outside any test",
      { "a.test.ts": `${passing}setTimeout(() => { throw new Error("late"); });\nawait new Promise((r) => setTimeout(r, 20));\n` },
      "1 passed, 1 failed",
    ],
    [
      "a runner that was killed",
      { "a.test.ts": `${head}test("kills", () => { process.kill(process.ppid, "SIGKILL"); });\n` },
      "0 passed, 1 failed",
    ],
    ["tests that were all skipped", { "a.test.ts": `${head}test.skip("not now", () => {});\n` }, "0 passed, 0 failed, 1 skipped"],
    ["no tests at all", {}, "0 passed, 0 failed"],
  ])("is there, and the run a failure, after %s", (_, files, line) => {
    const { lastLine, exitCode } = runTests(files);
    expect(lastLine).toBe(line);
    expect(exitCode).toBeGreaterThan(0);
  });
});
