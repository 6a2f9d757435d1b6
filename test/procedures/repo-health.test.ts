import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findChecks } from "../../src/checks/index.ts";
import { completeParameters, parameterEnvironment } from "../../src/procedures/interview.ts";
import { planProcedure } from "../../src/procedures/plan.ts";
import { chooseSandbox } from "../../src/sandbox/index.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { openStage, type Stage } from "../fixtures/stage.ts";
import { filesIn } from "../fixtures/workspace-files.ts";
import { bundledNamed } from "./bundled.ts";

const sandbox = await chooseSandbox();
const health = bundledNamed("repo-health");

async function runHealth(stage: Stage, given: Readonly<Record<string, string>> = {}) {
  const plan = planProcedure(health, given, await findChecks(filesIn(stage.workspace)));
  if (!plan.ok) throw new Error(plan.fault.message);
  const outcomes = await stage.runPlan(plan.value.steps, parameterEnvironment(completeParameters(health, given)));
  const headlines = Object.fromEntries(
    Object.entries(outcomes).map(([id, outcome]) => [id, outcome.kind === "broken" ? `broken: ${outcome.reason}` : outcome.headline]),
  );
  return { outcomes, headlines };
}

const passing = { Makefile: "test:\n\t@echo fine\n" };
const failing = { Makefile: "test:\n\t@echo '# tests 3'; echo '# fail 1'; echo 'test at test/cart.test.js:41:1'; exit 1\n" };

describe("repo-health", () => {
  test("tells of every part of a repository in numbers that git itself confirms", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeRepository(stage.workspace);
    await repo.commit(
      "start",
      { "src/cart.ts": "// TODO: one\n// TODO two\nconst TODOs = 1;\n", "a b/notes.txt": "TODO\nFIXME\n", ...failing },
      "2020-03-01T12:00:00Z",
    );
    await repo.git("branch", "done");
    await repo.git("checkout", "--quiet", "-b", "stale/idea");
    await repo.commit("idea", { "idea.txt": "x" }, "2020-02-11T12:00:00Z");
    await repo.git("checkout", "--quiet", "main");
    await repo.commit(
      "assets",
      { "assets/intro.mp4": new Uint8Array(6_000_000), "odd\nname.bin": new Uint8Array(5_500_000), ".gitignore": "ignored/\n" },
      new Date().toISOString(),
    );
    await repo.write({
      "ignored/big.bin": new Uint8Array(7_000_000),
      "ignored/todo.txt": "TODO\n",
      "new.txt": "x",
      "src/cart.ts": "// TODO: one\n// TODO two\n",
    });

    const { headlines } = await runHealth(stage);

    expect(headlines).toEqual({
      status: "1 changed, 1 untracked, on main",
      branches: "3, 1 merged, 2 stale, oldest 2020-02-11",
      todos: "3 in 2 files (most: src/cart.ts, 2)",
      large: '2 over 5 MB: assets/intro.mp4, "odd\\nname.bin"',
      tests: "make test: 1 of 3 failed (test/cart.test.js:41)",
      report: "needs attention — make test: 1 of 3 failed (test/cart.test.js:41)",
    });
    expect(await readFile(join(stage.artifacts, "health.md"), "utf8")).toContain(
      '- Large files: 2 over 5 MB: assets/intro.mp4, "odd\\nname.bin"\n',
    );
    expect((await repo.git("grep", "-Iw", "TODO")).split("\n")).toHaveLength(3);
    expect((await repo.git("branch", "--merged", "main")).split("\n")).toHaveLength(2);
  });

  test("writes a report that holds every part and how to check it", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeRepository(stage.workspace);
    await repo.commit("start", { ...passing, "a.txt": "FIXME\n" });

    const { headlines, outcomes } = await runHealth(stage);

    const report = await readFile(join(stage.artifacts, "health.md"), "utf8");
    expect(headlines["report"]).toBe("healthy — clean, on main; make test: passed");
    expect(report).toMatch(/^# Health of this repository\n\nhealthy — clean, on main; make test: passed\n/);
    for (const part of [
      "## status",
      "## branches",
      "## todos",
      "none over 5 MB, largest: Makefile (0.0 kB)",
      "## large",
      "## tests",
      "FIXME: 1 in 1 file (most: a.txt, 1)",
    ])
      expect(report).toContain(part);
    expect(outcomes["report"]).toMatchObject({ kind: "passed", artifacts: [{ name: "health.md" }] });
    expect(outcomes["report"]).toMatchObject({ output: expect.stringContaining("- Tests: make test: passed") });
  });

  test("says what it cannot look at where there is no git", async () => {
    await using stage = await openStage(sandbox);
    await writeFile(join(stage.workspace, "a.py"), "# TODO later\n");

    const { headlines } = await runHealth(stage);

    expect(headlines).toEqual({
      status: "not a git repository",
      branches: "not looked at: not a git repository",
      todos: "1 in 1 file (most: a.py, 1)",
      large: "not looked at: not a git repository",
      report: "needs attention — not a git repository; no test command was found",
    });
  });

  test("stands an empty repository without commits", async () => {
    await using stage = await openStage(sandbox);
    await makeRepository(stage.workspace);

    const { headlines } = await runHealth(stage);

    expect(headlines).toEqual({
      status: "clean, no commits yet on main",
      branches: "none: no commits yet",
      todos: "none",
      large: "none: no tracked files",
      report: "needs attention — clean, no commits yet on main; no test command was found",
    });
  });

  test("names a detached commit, a lost upstream and a shallow clone", async () => {
    await using stage = await openStage(sandbox);
    const origin = await makeRepository(join(stage.artifacts, "..", "origin"));
    await origin.commit("one", passing);
    await origin.commit("two", { "b.txt": "b" });
    await origin.git("clone", "--quiet", "--depth", "1", `file://${origin.path}`, stage.workspace);
    const clone = await makeRepository(stage.workspace);
    await clone.commit("three", { "c.txt": "c" });

    expect((await runHealth(stage)).headlines["status"]).toBe("clean, on main, 1 ahead of origin/main, shallow clone");

    await using second = await openStage(sandbox);
    const repo = await makeRepository(second.workspace);
    await repo.commit("one", passing);
    await repo.git("checkout", "--quiet", "--detach");
    const short = (await repo.git("rev-parse", "HEAD")).slice(0, 7);

    expect((await runHealth(second)).headlines["status"]).toBe(`clean, detached at ${short}`);
  });

  test("takes other measures of stale and large as parameters", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeRepository(stage.workspace);
    await repo.commit("one", { ...passing, "large file.bin": new Uint8Array(600_000) }, "2020-01-01T00:00:00Z");
    await repo.git("branch", "old");

    const { headlines } = await runHealth(stage, { stale_days: "100000", large_mb: "0.5" });

    expect(headlines).toMatchObject({ branches: "2, 1 merged, 0 stale, oldest 2020-01-01", large: "1 over 0.5 MB: large file.bin" });
  });

  test("still reports where the tests had to be stopped", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeRepository(stage.workspace);
    await repo.commit("one", { Makefile: "test:\n\t@sleep 100\n" });
    const plan = planProcedure(health, {}, await findChecks(filesIn(stage.workspace)));
    if (!plan.ok) throw new Error(plan.fault.message);
    const hurried = plan.value.steps.map((step) => (step.id === "tests" ? { ...step, timeoutSeconds: 1 } : step));

    const outcomes = await stage.runPlan(hurried, parameterEnvironment(completeParameters(health, {})));

    expect(outcomes["report"]).toMatchObject({
      kind: "passed",
      headline: "needs attention — make test: stopped after 1 s: it was not done in time",
    });
  });
});
