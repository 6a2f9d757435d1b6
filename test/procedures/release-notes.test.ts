import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completeParameters, parameterEnvironment } from "../../src/procedures/interview.ts";
import { planProcedure } from "../../src/procedures/plan.ts";
import { chooseSandbox } from "../../src/sandbox/index.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { openStage, type Stage } from "../fixtures/stage.ts";
import { bundledNamed } from "./bundled.ts";

const sandbox = await chooseSandbox();
const releaseNotes = bundledNamed("release-notes");

async function writeNotes(stage: Stage, given: Readonly<Record<string, string>> = {}) {
  const plan = planProcedure(releaseNotes, given, []);
  if (!plan.ok) throw new Error(plan.fault.message);
  const outcomes = await stage.runPlan(plan.value.steps, parameterEnvironment(completeParameters(releaseNotes, given)));
  const outcome = outcomes["notes"];
  if (outcome === undefined || outcome.kind === "broken") throw new Error(outcome?.reason ?? "no outcome");
  return { kind: outcome.kind, headline: outcome.headline, output: outcome.output };
}

async function makeHistory(path: string) {
  const repo = await makeRepository(path);
  await repo.commit("feat: first");
  await repo.git("tag", "v1.0");
  await repo.commit("fix(cart): keep the price\n\nBREAKING CHANGE: prices are cents");
  await repo.commit("feat(api)!: drop v1");
  await repo.git("tag", "-a", "v1.1", "-m", "1.1");
  await repo.commit("feat: pay by card");
  await repo.commit("Fix typo in & <readme> \\n $(x) `y`");
  await repo.commit("fix: round `half` up");
  await repo.commit("wip:no prefix of ours: really");
  return repo;
}

const lineOf = (output: string, subject: string) => output.split("\n").find((line) => line.includes(subject));

describe("release-notes", () => {
  test("groups every commit since the last tag by its prefix, and keeps the file", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeHistory(stage.workspace);

    const { headline, output } = await writeNotes(stage);

    expect(headline).toBe("4 commits since v1.1 (features 1, fixes 1, other changes 2)");
    const short = (await repo.git("log", "--format=%h", "v1.1..HEAD")).split("\n");
    for (const hash of short) expect(output).toContain(`(${hash})`);
    expect(output).toContain("## Features\n\n- pay by card (");
    expect(output).toContain("## Fixes\n\n- round `half` up (");
    expect(lineOf(output, "typo")).toMatch(/^- Fix typo in & <readme> \\n \$\(x\) `y` \(/);
    expect(lineOf(output, "wip")).toMatch(/^- wip:no prefix of ours: really \(/);
    const file = await readFile(join(stage.artifacts, "release-notes.md"), "utf8");
    expect(file).toMatch(/^# Unreleased \(2026-01-05\)\n\n4 commits by 1 person since v1\.1\.\n\n## Features\n/);
  });

  test("puts breaking changes first, whether marked with ! or told in the body", async () => {
    await using stage = await openStage(sandbox);
    await makeHistory(stage.workspace);

    const { headline, output } = await writeNotes(stage, { from: "v1.0", to: "v1.1" });

    expect(headline).toBe("2 commits since v1.0 (breaking changes 2)");
    expect(output).toMatch(
      /# v1\.1 \(2026-01-05\)[\s\S]*## Breaking changes\n\n- \*\*api\*\*: drop v1 \(.*\n- \*\*cart\*\*: keep the price \(/,
    );
  });

  test("writes the notes of a tag that was just made", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeHistory(stage.workspace);
    await repo.git("tag", "v1.2");

    const { output } = await writeNotes(stage);

    expect(output).toMatch(/^4 commits since v1\.1 .*\n\n# v1\.2 /);
  });

  test("starts at the beginning where there is no tag, and says so", async () => {
    await using stage = await openStage(sandbox);
    const repo = await makeRepository(stage.workspace);
    await repo.commit("first");
    await repo.commit("second");

    expect((await writeNotes(stage)).headline).toBe("2 commits from the beginning, as there is no earlier tag (other changes 2)");
  });

  test("says that nothing changed where nothing did", async () => {
    await using stage = await openStage(sandbox);
    await makeHistory(stage.workspace);

    expect(await writeNotes(stage, { from: "v1.1", to: "v1.1" })).toMatchObject({ kind: "passed", headline: "nothing changed since v1.1" });
  });

  test.for([
    { given: { from: "v9" }, line: "exit 1: there is no commit called v9 here. Latest tags: v1.1, v1.0" },
    { given: { from: "v1.1", to: "v1.0" }, line: "exit 1: v1.0 comes before v1.1: swap them" },
  ])("refuses $given with the cure", async ({ given, line }) => {
    await using stage = await openStage(sandbox);
    await makeHistory(stage.workspace);

    const { kind, headline } = await writeNotes(stage, Object.fromEntries(Object.entries(given)));

    expect({ kind, headline: headline.replace("v1.0, v1.1", "v1.1, v1.0") }).toEqual({ kind: "failed", headline: line });
  });

  test("says honestly that there is no history without commits or without git", async () => {
    await using empty = await openStage(sandbox);
    await makeRepository(empty.workspace);
    await using plain = await openStage(sandbox);

    expect(await writeNotes(empty)).toMatchObject({ kind: "failed", headline: "exit 1: there are no commits yet to write notes from" });
    expect(await writeNotes(plain)).toMatchObject({
      kind: "failed",
      headline: "exit 1: not a git repository: there is no history to write notes from",
    });
  });
});
