import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBubblewrap } from "../../src/sandbox/bubblewrap/bubblewrap.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { greeting, openShell, type Shell } from "./shell.ts";

const probe = await createBubblewrap().probe();

let shell: Shell;
let database: Database;

beforeAll(async () => {
  shell = await openShell();
  await mkdir(join(shell.root, "procedures"));
  await writeFile(join(shell.root, "procedures", "greet.yaml"), greeting);
  await shell.configure(`procedures:\n  directory: ${join(shell.root, "procedures")}\n`);
  database = await openDatabase({ databaseUrl: null, home: shell.state });
});
afterAll(async () => {
  await database.close();
  await shell.remove();
});

/** A task that was asked, planned and, with a sandbox, done; returns its number. */
async function story(): Promise<number> {
  await shell.adjutant(["run", "greet somebody", "--answer", "Mia", "--yes"]);
  const [row] = await database.sql`select max(number) as number from tasks`;
  return Number(row?.["number"]);
}

/** As a superuser of the database who has switched off what is in the way. */
async function tamper(change: (sql: TransactionSql) => PromiseLike<unknown>): Promise<void> {
  await database.sql.begin(async (tx) => {
    await tx`set local role none`;
    await tx`set local session_replication_role = replica`;
    await change(tx);
  });
}

describe("adjutant audit", () => {
  test("several processes that begin together share one key, and find nothing to complain about", async () => {
    const all = await Promise.all([1, 2, 3].map(() => shell.adjutant(["audit", "verify"])));
    expect(all).toEqual([1, 2, 3].map(() => ({ code: 0, stdout: "1 chain of 1 whole, 1 entry.\n", stderr: "" })));
  });

  test("verify finds whole what happened, and names the first link that was changed", async () => {
    const [one, two] = [await story(), await story()];
    const well = await shell.adjutant(["audit", "verify"]);
    expect([well.code, well.stdout]).toEqual([0, expect.stringMatching(/^3 chains of 3 whole, \d+ entries\.\n$/)]);

    await tamper((sql) => sql`update audit set by = 'slack:U1' where seq = 2 and task = (select id from tasks where number = ${one})`);
    const ill = await shell.adjutant(["audit", "verify"]);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(
      new RegExp(`^#${one}: broken at entry 2 \\(changed\\): entry 2 \\(\\S+\\) is not as it was sealed.*\n2 chains of 3 whole`),
    );
    const json = await shell.adjutant(["audit", "verify", String(one), "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, chains: [{ number: one, broken: { seq: 2, fault: "changed" } }] });
    const other = await shell.adjutant(["audit", "verify", `#${two}`]);
    expect([other.code, other.stdout]).toEqual([0, expect.stringMatching(new RegExp(`^#${two}: \\d+ entries, whole\n$`))]);
  });

  test("verify misses a tail that was cut off, and a task that was deleted with its chain", async () => {
    const number = await story();
    const task = database.sql`select id from tasks where number = ${number}`;
    const id = String((await task)[0]?.["id"]);
    await tamper((sql) => sql`delete from audit where task = ${id} and seq > 2`);
    expect((await shell.adjutant(["audit", "verify", String(number)])).stdout).toMatch(
      new RegExp(`^#${number}: broken at entry 3 \\(cut\\): the end is cut off`),
    );
    await tamper(async (sql) => {
      for (const table of ["audit", "approvals", "questions"]) await sql`delete from ${sql(table)} where task = ${id}`;
      await sql`delete from tasks where id = ${id}`;
    });
    const gone = await shell.adjutant(["audit", "verify"]);
    expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining(`${id}: broken at entry 1 (cut)`)]);
  });

  test("erase takes what the entries quote, only when it is meant; the chain stays whole and says so, and so does the export", async () => {
    const number = await story();
    const before = await shell.adjutant(["export", String(number)]);
    expect(before.stdout).toMatch(new RegExp(`## Audit\n\n#${number}: \\d+ entries, whole\n\n- 1\\. `));
    const asked = await shell.adjutant(["audit", "erase", String(number)]);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("--yes")]);
    const erased = await shell.adjutant(["audit", "erase", String(number), "--yes"]);
    expect([erased.code, erased.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^#${number}: \\d+ bod(y was|ies were) erased; the chain says so\\.\n$`)),
    ]);
    const verified = await shell.adjutant(["audit", "verify", String(number)]);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/whole; \d+ bod(y was|ies were) erased\n$/)]);
    const record = JSON.parse((await shell.adjutant(["export", String(number), "--json"])).stdout);
    expect(record.chain).toMatchObject({ number, broken: null });
    expect(record.audit.at(-1)).toMatchObject({ action: "audit.erased", by: expect.stringMatching(/^terminal:\d+$/) });
    expect(record.audit.map((entry: { detail: unknown }) => entry.detail).filter((detail: unknown) => detail !== null)).toEqual([]);
  });

  test("what is no task's has a chain of its own, which is verified, exported and erased by name", async () => {
    const linked = await shell.adjutant(["link"]);
    expect(linked.code).toBe(0);
    const verified = await shell.adjutant(["audit", "verify", "installation"]);
    expect([verified.code, verified.stdout]).toEqual([0, "installation: 1 entry, whole\n"]);
    const shown = await shell.adjutant(["export", "installation"]);
    expect(shown.stdout).toMatch(/^# Installation\n\ninstallation: 1 entry, whole\n\n- 1\. \S+ audit\.begun by Adjutant\n$/);
    const record = JSON.parse((await shell.adjutant(["export", "installation", "--json"])).stdout);
    expect(record).toMatchObject({ audit: [{ seq: 1, action: "audit.begun" }], chain: { task: "installation", broken: null } });
    expect((await shell.adjutant(["audit", "erase", "installation", "--yes"])).stdout).toBe(
      "installation: 0 bodies were erased; the chain says so.\n",
    );
    expect((await shell.adjutant(["audit", "verify", "installation"])).stdout).toBe("installation: 2 entries, whole\n");
    await tamper((sql) => sql`delete from audit where task = 'installation'`);
    const cut = await shell.adjutant(["audit", "verify", "installation"]);
    expect([cut.code, cut.stdout]).toEqual([1, expect.stringContaining("installation: broken at entry 1 (rewritten)")]);
  });

  test("nothing works with another key: one line says what to copy", async () => {
    const { code, stderr } = await shell.adjutant(["audit", "verify"], { env: { ADJUTANT_AUDIT_KEY: "f".repeat(64) } });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^adjutant: this database's audit was begun with another key, [^\n]+\n$/)]);
    const kept = join(shell.state, "audit.key");
    await rm(kept);
    const lost = await shell.adjutant(["tasks"]);
    expect([lost.code, lost.stderr]).toEqual([2, expect.stringContaining(`${kept} is not there`)]);
  });
});

test.runIf(probe.ok)("a whole story is in its chain: asked, planned, approved, run and ended", async () => {
  const here = await openShell();
  await here.configure(`procedures:\n  directory: ${join(shell.root, "procedures")}\n`);
  expect((await here.adjutant(["run", "greet somebody", "--answer", "Mia", "--yes"])).code).toBe(0);
  const { audit, chain } = JSON.parse((await here.adjutant(["export", "1", "--json"])).stdout);
  expect(chain.broken).toBeNull();
  const actions = audit.map((entry: { action: string }) => entry.action);
  for (const action of ["asked", "answered", "plan.made", "approval.opened", "attempt.started"]) expect(actions).toContain(action);
  await here.remove();
});
