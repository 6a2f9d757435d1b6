import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { openShell, type Shell } from "./shell.ts";

const probe = await createBubblewrap().probe();
const recipe = `name: errand
title: An errand
purpose: prints
triggers: [run the errand]
headline: one
criteria:
  - { id: c1, text: it is printed }
workspace: copy
parameters:
  - { name: days, type: number, question: How many days?, default: 90 }
steps:
  - { id: one, title: one, kind: execute, input: { argv: [printf, "%s", "{{params.days}}"] }, criteria: [c1] }
  - { id: two, title: two, kind: execute, dependsOn: [one], input: { argv: ["false"] } }
  - { id: three, title: three, kind: execute, dependsOn: [two], input: { argv: ["true"] } }
`;

let shell: Shell;
let database: Database;

beforeAll(async () => {
  shell = await openShell();
  const procedures = join(shell.root, "procedures");
  await mkdir(procedures);
  await writeFile(join(procedures, "errand.yaml"), recipe);
  await shell.configure(`procedures:\n  directory: ${procedures}\n`);
  await shell.repository.commit("one", { "a.txt": "a\n" });
  database = await openDatabase({ databaseUrl: null, home: shell.state });
});
afterAll(async () => {
  await database.close();
  await shell.remove();
});

describe.runIf(probe.ok)("adjutant change", () => {
  test("changes single steps of the plan, by number or id, and says what is refused", async () => {
    expect(await shell.adjutant(["run", "run the errand"])).toMatchObject({ code: 3 });
    const [row] = await database.sql`select max(number) as number from tasks`;
    const id = String(row?.["number"]);

    const refused = await shell.adjutant(["change", id, "--skip", "seven"]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no step "seven" in the plan. Its steps: 1 one, 2 two, 3 three.'),
    });

    const changed = await shell.adjutant(["change", id, "--set", "days=7", "--skip", "2", "--ask-before", "three"]);
    expect(changed.code).toBe(3);
    expect(changed.stderr).toContain("plan v4");

    const shown = JSON.parse((await shell.adjutant(["show", id, "--json"])).stdout);
    expect(shown.plan.steps.map((step: { id: string; status: string; manual: boolean }) => [step.id, step.status, step.manual])).toEqual([
      ["one", "pending", false],
      ["two", "skipped", false],
      ["three", "pending", true],
    ]);
    const done = await shell.adjutant(["approve", id]);
    expect(done.stderr).toContain("three — runs `true` in the sandbox");
  });

  test.each([
    [["change", "1"], "nothing to change: say what"],
    [["change", "1", "use tabs", "--skip", "2"], "words and single changes at once"],
    [["change", "1", "--set", "days"], "--set days: write it as name=value."],
  ])("refuses %j", async (args, words) => {
    const { code, stderr } = await shell.adjutant(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
