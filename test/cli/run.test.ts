import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { greeting, openShell, type Shell } from "./shell.ts";

const probe = await createBubblewrap().probe();

let shell: Shell;
let database: Database;

beforeAll(async () => {
  shell = await openShell();
  const procedures = join(shell.root, "procedures");
  await mkdir(procedures);
  await writeFile(join(procedures, "greet.yaml"), greeting);
  await shell.configure(`procedures:\n  directory: ${procedures}\n`);
  await shell.repository.commit("one", {
    "package.json": JSON.stringify({ name: "shop", scripts: { test: "node --test" } }),
    "cart.test.mjs": 'import { test } from "node:test";\ntest("adds", () => {});\ntest("pays", () => { throw new Error("no"); });\n',
    "cart.mjs": "// TODO: round\n// TODO: currencies\n",
  });
  await shell.repository.git("branch", "idea");
  // Held open, so that not every command starts and stops the server anew.
  database = await openDatabase({ databaseUrl: null, home: shell.state });
});
afterAll(async () => {
  await database.close();
  await shell.remove();
});

const health = "check the health of this repository";

/** The number of the newest task. */
async function newest(): Promise<number> {
  const [row] = await database.sql`select max(number) as number from tasks`;
  return Number(row?.["number"]);
}

describe.runIf(probe.ok)("adjutant run", () => {
  test("reports what is really there: exit 0, steps on stderr, the report on stdout", async () => {
    const { code, stdout, stderr } = await shell.adjutant(["run", health]);
    expect(stderr).toContain("· ran without asking: unchanged bundled procedure\n");
    expect(stderr).toMatch(/^ {2}✓ status {3,}clean, on main {2}\d/m);
    expect(stderr).toMatch(/^ {2}✓ branches +2, 1 merged, \d stale, oldest 2026-01-05/m);
    expect(stderr).toMatch(/^ {2}✓ todos +2 in 1 file \(most: cart\.mjs, 2\)/m);
    expect(stderr).toMatch(/^ {2}✗ tests.*npm test: 1 of 2 failed/m);
    expect(stderr).not.toContain("\u001b");
    expect(stdout).toMatch(/^# #\d+ repo-health\n\nneeds attention — npm test: 1 of 2 failed/);
    expect(code).toBe(0);
    expect(await shell.repository.git("status", "--porcelain")).toBe("");
  });

  test("prints one object with --json", async () => {
    const { code, stdout } = await shell.adjutant(["run", "write release notes", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      task: { number: await newest(), stage: "completed", title: "release-notes" },
      headline: expect.stringContaining("1 commit"),
      steps: [{ status: "passed" }],
      questions: [],
      approvals: [],
    });
  });

  test("asks, waits with exit 3 for what it was not told, and another process carries it on", async () => {
    const asked = await shell.adjutant(["run", "greet somebody"]);
    const number = await newest();
    expect([asked.code, asked.stdout]).toEqual([3, ""]);
    expect(asked.stderr).toBe(`? Whom shall I greet?\n#${number} waits for an answer: adjutant answer ${number} "…"\n`);

    const planned = await shell.adjutant(["answer", `#${number}`, "Mia"]);
    expect(planned.code).toBe(3);
    const [, approval = ""] = /^ {2}adjutant approve (apr_\w+)$/m.exec(planned.stderr) ?? [];
    expect(planned.stderr).toContain(`? #${number} greet · plan v1 · `);

    const done = await shell.adjutant(["approve", approval]);
    expect(done.code).toBe(0);
    expect(done.stdout).toContain("\n\nHello, Mia\n");

    const again = await shell.adjutant(["approve", approval]);
    expect([again.code, again.stdout]).toEqual([1, ""]);
    expect(again.stderr).toBe(`adjutant: Task #${number} is completed. Ask again to start a new one from it.\n`);
  });

  test("under manual waits for the plan with exit 3, and ends when a second process approves it", async () => {
    const { code } = await shell.adjutant(["run", "write release notes", "--autonomy", "manual"]);
    expect(code).toBe(3);
    const approved = await shell.adjutant(["approve", String(await newest())]);
    expect([approved.code, approved.stderr]).toEqual([0, expect.stringContaining("approved by")]);
  });

  test("takes answers and --yes beforehand", async () => {
    const { code, stdout } = await shell.adjutant(["run", "--yes", "--answer", "Jon", "greet somebody"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("Hello, Jon")]);
  });

  test("says which answer nobody asked for, and ends with 2", async () => {
    const { code, stderr } = await shell.adjutant(["run", "write release notes", "--answer", "blue"]);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      'adjutant: --answer "blue" was not used: nothing was asked that it answers. Leave it out.',
    );
  });

  test("ends a task whose plan was rejected", async () => {
    await shell.adjutant(["run", "greet somebody", "--answer", "Jon"]);
    const number = await newest();
    const { code, stdout } = await shell.adjutant(["reject", String(number), "not today"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("not today")]);
    expect(JSON.parse((await shell.adjutant(["show", String(number), "--json"])).stdout)).toMatchObject({ task: { stage: "cancelled" } });
  });
});

describe.runIf(probe.ok)("a run that is stopped", () => {
  test("by Ctrl-C is cancelled, reports what was done, and ends with 130", async () => {
    const send = { signal: "SIGINT", at: "ran without asking" } as const;
    const { code, stdout } = await shell.adjutant(["run", health], { send });
    expect([code, stdout]).toEqual([130, expect.stringContaining("Cancelled by")]);
  });

  test("by SIGTERM is kept, and resume carries it on to its end", async () => {
    const send = { signal: "SIGTERM", at: "ran without asking" } as const;
    const { code, stdout, stderr } = await shell.adjutant(["run", health], { send });
    expect([code, stdout, stderr]).toEqual([143, "", expect.stringContaining("The task is kept: adjutant resume tsk_")]);
    const number = await newest();
    expect((await shell.adjutant(["tasks"])).stdout).toContain(`adjutant resume ${number} carries it on`);
    const resumed = await shell.adjutant(["resume", String(number)]);
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining("npm test: 1 of 2 failed")]);
  });
});

describe("adjutant start", () => {
  test("says what is configured, prints the claim code once, and ends in good order", async () => {
    const send = { signal: "SIGTERM", at: "at work" } as const;
    const [first, second] = [await shell.adjutant(["start"], { send }), await shell.adjutant(["start"], { send })];
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.stdout).toMatch(/^Claim this installation from Slack or Discord: say "claim \S+"$/m);
    expect(second.stdout).not.toContain("claim ");
    expect(second.stdout).toContain("adjutant chat");
  });
});

describe("adjutant doctor", () => {
  test("tries everything and says the cure of what is broken", async () => {
    const well = await shell.adjutant(["doctor", "--json"]);
    const found = (name: string) => JSON.parse(well.stdout).checks.find((one: { name: string }) => one.name === name)?.status;
    const needed = ["node", "configuration", "database", "migrations", "home", "audit"];
    expect(needed.map(found)).toEqual(needed.map(() => "fine"));
    expect(["model", "slack", "discord"].map(found)).toEqual(["absent", "absent", "absent"]);
    expect(well.code).toBe(probe.ok ? 0 : 1);
    const ill = await shell.adjutant(["doctor"], { env: { DATABASE_URL: "postgres://nobody:hunter2hunter2@127.0.0.1:1/none" } });
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/^✗ database +DATABASE_URL: no server answers at 127\.0\.0\.1:1 \(ECONNREFUSED\): start it/m);
    expect(ill.stdout).not.toContain("hunter2");
  });
});

describe("adjutant run without a model", () => {
  test("says so, what it can do instead, and ends with 2", async () => {
    const { code, stdout } = await shell.adjutant(["run", "make the nightly export faster"]);
    expect(code).toBe(2);
    expect(stdout).toContain("need a model, and none is configured");
    expect(stdout).toContain("repo-health");
  });

  test("refuses a parameter that the procedure does not have before anything is asked", async () => {
    const before = await newest();
    const { code, stdout, stderr } = await shell.adjutant(["run", "run repo-health colour=blue"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe('adjutant: repo-health has no parameter "colour". It takes: stale_days, large_mb.\n');
    expect(await newest()).toBe(before);
  });
});

describe("a task that waits", () => {
  let number: number;
  beforeAll(async () => {
    await shell.adjutant(["run", "greet somebody"]);
    number = await newest();
  });

  test("is listed with the command that carries it on", async () => {
    const { stdout } = await shell.adjutant(["tasks"]);
    expect(stdout).toMatch(new RegExp(`^#${number}  interviewing +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  greet$`, "m"));
    expect(stdout).toContain(`#${number} waits for an answer: adjutant answer ${number} "…"`);
    const [first] = JSON.parse((await shell.adjutant(["tasks", "--json"])).stdout);
    expect(first).toMatchObject({ number, stage: "interviewing", waits: [expect.stringContaining("adjutant answer")] });
  });

  test("is shown and exported with everything that was said", async () => {
    const shown = await shell.adjutant(["show", String(number)]);
    expect(shown.stdout).toContain("Request: greet somebody");
    expect(shown.stdout).toContain("? Whom shall I greet?");
    const exported = await shell.adjutant(["export", String(number)]);
    expect(exported.stdout).toContain("## Questions\n\n- Whom shall I greet?\n  - not answered\n");
    expect(exported.stdout).toContain("## Audit\n");
  });

  test("is held, goes on only when it is resumed, and ends when it is cancelled", async () => {
    expect((await shell.adjutant(["pause", String(number)])).code).toBe(0);
    const paused = await shell.adjutant(["tasks"]);
    expect(paused.stdout).toContain(`#${number} is paused: adjutant resume ${number}`);
    expect((await shell.adjutant(["resume", String(number)])).code).toBe(3);
    const cancelled = await shell.adjutant(["cancel", String(number)]);
    expect([cancelled.code, cancelled.stdout]).toEqual([0, expect.stringContaining("Cancelled by")]);
  });

  test("that nobody knows is one line and exit 2", async () => {
    for (const id of ["99999", "apr_none", "seven"]) {
      const { code, stdout, stderr } = await shell.adjutant(["approve", id]);
      expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    }
  });
});

describe.runIf(probe.ok)("adjutant chat over a pipe", () => {
  test("says each line when the one before has come to rest, and goes on where it was left", async () => {
    const first = await shell.adjutant(["chat"], { input: "/help\ngreet somebody\nMia\n" });
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("? Whom shall I greet?");
    expect(first.stdout).toContain("a approve · c change · r reject");
    expect(first.stdout).toMatch(/^ {2}adjutant approve apr_\w+$/m);

    const second = await shell.adjutant(["chat"], { input: "a\n" });
    expect(second.stdout).toContain("? #");
    expect(second.stdout).toContain("Result: Hello, Mia");
    expect(second.stdout).not.toContain("\u001b");
  });
});
