import { describe, expect, test } from "vitest";
import { closest, matchProcedure } from "../../src/procedures/match.ts";
import { bundled } from "./bundled.ts";

const meant: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
  ["check the health of this repository", "repo-health"],
  ["Check the health of our codebase, please.", "repo-health"],
  ["how healthy is this repo", "repo-health"],
  ["How healthy is this repo?", "repo-health"],
  ["is this repository healthy?", "repo-health"],
  ["what's the health of the project?", "repo-health"],
  ["please run a health check", "repo-health"],
  ["do a repo health check", "repo-health"],
  ["@adjutant repo health report", "repo-health"],
  ["<@U024BE7LH> can you check the health of this repo", "repo-health"],
  ["run repo-health", "repo-health"],
  ["repo-health", "repo-health"],
  ["`repo-health` large_mb=20", "repo-health", { large_mb: "20" }],
  ["run repo-health with stale_days=30 large_mb=1", "repo-health", { stale_days: "30", large_mb: "1" }],
  ["run repo-health colour=red", "repo-health", { colour: "red" }],
  ["run the tests", "run-tests"],
  ["Run tests!", "run-tests"],
  ["hey, can you run the test suite of this repo", "run-tests"],
  ["please run the unit tests", "run-tests"],
  ["do the tests pass?", "run-tests"],
  ["do the tests still pass", "run-tests"],
  ["are the tests green", "run-tests"],
  ["check whether the tests still pass", "run-tests"],
  ["run-tests", "run-tests"],
  ["start the run-tests procedure", "run-tests"],
  ["release notes", "release-notes"],
  ["write release notes since v1.2", "release-notes", { from: "v1.2" }],
  ["write the release notes from v1.0 to v1.1", "release-notes", { from: "v1.0", to: "v1.1" }],
  ["release notes between 1.0.0 and 2.0.0", "release-notes", { from: "1.0.0", to: "2.0.0" }],
  ["generate release notes for v2.0", "release-notes", { to: "v2.0" }],
  ["draft a changelog since the last tag", "release-notes"],
  ["what changed since the last release?", "release-notes"],
  ["make release notes v1.0..main", "release-notes", { from: "v1.0", to: "main" }],
  ["release-notes from=v1.0 to=HEAD", "release-notes", { from: "v1.0", to: "HEAD" }],
  ["run release-notes since 4f2c1a9", "release-notes", { from: "4f2c1a9" }],
];

const notMeant: readonly string[] = [
  "",
  "hello",
  "thanks",
  "make the nightly export faster",
  "test whether the moon is cheese",
  "run the tests and fix the failing ones",
  "don't run the tests",
  "never run the tests",
  "stop running the tests",
  "write tests for the cart",
  "why do the tests fail?",
  "make the tests pass",
  "delete the tests",
  "run the tests on windows",
  "how do I run the tests?",
  "run the migration",
  "release v1.2",
  "delete the release notes",
  "post the release notes to #general",
  "write release notes to the team",
  "write release notes and publish them",
  "fix the release notes of v1.1",
  "notes on the release party",
  "check the health of the production database",
  "how healthy is broccoli",
  "is this healthy food?",
  "check this repository for secrets",
  "write a health endpoint",
  "rename repo-health to health",
  "why did repo-health fail yesterday?",
  "run repo-health and delete the stale branches",
  "remove run-tests",
  "what changed?",
  "upgrade the dependencies",
];

describe("matchProcedure", () => {
  test.for(meant)("takes %j for %s", ([text, name, parameters = {}]) => {
    const match = matchProcedure(text, bundled);

    expect(match && { name: match.procedure.name, parameters: match.parameters }).toEqual({ name, parameters });
  });

  test.for(notMeant.map((text) => [text] as const))("takes %j for no procedure", ([text]) => {
    expect(matchProcedure(text, bundled)?.procedure.name ?? null).toBeNull();
  });

  test("is surest of a procedure that was called by its name", () => {
    const confidence = (text: string) => matchProcedure(text, bundled)?.confidence ?? 0;

    expect(confidence("run run-tests")).toBe(1);
    expect(confidence("run the tests")).toBeLessThan(1);
    expect(confidence("run the tests")).toBeGreaterThan(0.5);
  });
});

describe("closest", () => {
  test.for([
    ["post the release notes to #general", "release-notes"],
    ["how many tests fail on windows", "run-tests"],
    ["check the health of the production database", "repo-health"],
  ] as const)("offers for %j the procedure %s", ([text, name]) => {
    expect(closest(text, bundled)?.name).toBe(name);
  });

  test("offers nothing for a request that has no word in common", () => {
    expect(closest("make the nightly export faster", bundled)).toBeNull();
  });
});
