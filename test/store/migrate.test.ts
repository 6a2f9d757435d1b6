import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../src/store/address.ts";
import { migrate } from "../../src/store/migrate.ts";
import type { TestDatabase } from "../fixtures/databases.ts";
import { servers } from "../fixtures/databases.ts";
import { ask } from "../fixtures/embedded-users.ts";
import { makeMigrations } from "../fixtures/migrations.ts";

const parent = mkdtempSync(join(tmpdir(), "migrate-test-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
let folders = 0;
function write(...statements: readonly string[]): string {
  folders += 1;
  return makeMigrations(join(parent, String(folders)), statements);
}

describe.each(servers)("migrations on $name", ({ start }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await (await start()).database();
  });
  afterEach(() => database.drop());

  test("are applied in order, and only those that are new", async () => {
    const first = "create table steps (n int)";
    await migrate(database.address, write(first, "insert into steps values (1)"));
    await migrate(database.address, write(first, "insert into steps values (1)", "insert into steps values (2)"));
    expect(await ask(database.address, "select n from steps order by n")).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("are applied once when six start at the same time", async () => {
    const folder = write("create table steps (n int)", "select pg_sleep(0.2)", "insert into steps values (1)");
    await Promise.all(Array.from({ length: 6 }, () => migrate(database.address, folder)));
    expect(await ask(database.address, "select n from steps")).toEqual([{ n: 1 }]);
  });

  test("leave nothing behind when one of them fails, and say what the server said", async () => {
    const folder = write("create table steps (n int)", "insert into nowhere values (1)");
    await expect(migrate(database.address, folder)).rejects.toMatchObject({
      code: "database",
      message: expect.stringMatching(/none was applied.*"nowhere" does not exist$/),
    });
    expect(await ask(database.address, "select to_regclass('steps') as steps")).toEqual([{ steps: null }]);
  });

  test("let go of their lock, after a failure too", async () => {
    await migrate(database.address, write("create table steps (n int)"));
    await expect(migrate(database.address, write("create table steps (n int)", "select nonsense"))).rejects.toThrow();
    // The server lets go when it sees that the connection is over.
    await expect.poll(() => ask(database.address, "select 1 from pg_locks where locktype = 'advisory'")).toEqual([]);
  });

  test("wait for their turn without a snapshot that would hold up others", async () => {
    const holder = connect(database.address, { max: 1 });
    await holder`select pg_advisory_lock(hashtextextended('adjutant:migrations', 0))`;
    await holder`create table numbers (n int)`;
    const waiting = migrate(database.address, write("insert into numbers values (1)"));
    await expect
      .poll(() => ask(database.address, "select 1 from pg_stat_activity where query like '%try_advisory%' and state = 'idle'"))
      .toHaveLength(1);
    await holder`create index concurrently on numbers (n)`;
    await holder.end();
    await waiting;
    expect(await ask(database.address, "select n from numbers")).toEqual([{ n: 1 }]);
  });

  test("are none in a folder that is empty, is missing, or has an empty journal", async () => {
    const empty = join(parent, "empty");
    mkdirSync(empty, { recursive: true });
    writeFileSync(join(empty, ".gitkeep"), "");
    await migrate(database.address, empty);
    await migrate(database.address, join(parent, "missing"));
    await migrate(database.address, write());
    expect(await ask(database.address, "select 1 from pg_tables where schemaname = 'public'")).toEqual([]);
  });
});
