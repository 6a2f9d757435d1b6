import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isConnectionLost } from "../../src/domain/connection-lost.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import type { Reader } from "../../src/store/transaction.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { makeMigrations } from "../fixtures/migrations.ts";

const parent = mkdtempSync(join(tmpdir(), "pool-test-"));
afterAll(() => rm(parent, { recursive: true, force: true }));
const migrations = makeMigrations(parent, ["create table marks (mark int)"]);

describe.each(servers)("connections to $name", ({ start }) => {
  let given: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    given = await (await start()).database();
    database = await openDatabase({ databaseUrl: given.url, home: "/nonexistent" }, migrations);
  });
  afterAll(async () => {
    await database.close();
    await given.drop();
  });
  const add = (db: Reader, mark: number) => db.execute(sql`insert into marks values (${mark})`);
  const marks = async () => (await database.sql`select mark from marks order by mark`).map((row) => row["mark"]);
  const pidOf = async (db: Reader) => Number((await db.execute(sql`select pg_backend_pid() as pid`))[0]?.["pid"]);

  test("one that is lost in a transaction takes that with it and nothing else, whatever is still asked over it", async () => {
    const { db, sql: byHand } = database;
    const failures: unknown[] = [];
    const lost = db.transaction(async (tx) => {
      await add(tx, 1);
      await byHand`select pg_terminate_backend(${await pidOf(tx)}::int)`;
      for (let tries = 0; tries < 3; tries += 1) await add(tx, 2).catch((error: unknown) => failures.push(error));
      throw new Error("it gave up");
    });
    await expect(lost).rejects.toThrow("it gave up");
    expect(failures.map(isConnectionLost)).toEqual([true, true, true]);
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((number) => db.execute(sql`select ${number}::int as number`)));
    expect(answers.map((rows) => rows[0]?.["number"])).toEqual(numbers);
    expect(await marks()).toEqual([]);
  });

  test("one that is lost while it waits for its answer says so", async () => {
    const { db, sql: byHand } = database;
    const asleep = db.execute(sql`select pg_sleep(600)`).catch((error: unknown) => error);
    const found = () =>
      byHand`select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(600)' and pid <> pg_backend_pid()`;
    await expect.poll(found).toHaveLength(1);
    expect(isConnectionLost(await asleep)).toBe(true);
    expect(await db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test("what the server refuses is no loss: the transaction is undone, and its connection serves on", async () => {
    const refused = database.db.transaction(async (tx) => {
      await add(tx, 1);
      // Whoever catches it changes nothing: the server keeps nothing of such a transaction.
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: "division by zero" });
    expect(isConnectionLost(error)).toBe(false);
    expect(await marks()).toEqual([]);
  });

  test("a transaction within another is undone alone", async () => {
    await database.db.transaction(async (tx) => {
      await add(tx, 1);
      const inner = tx.transaction(async (nested) => {
        await add(nested, 2);
        throw new Error("not this");
      });
      await expect(inner).rejects.toThrow("not this");
      await tx.transaction((nested) => add(nested, 3));
    });
    expect(await marks()).toEqual([1, 3]);
  });

  test("more transactions than there are connections wait for their turn", async () => {
    const before = (await marks()).length;
    await Promise.all(Array.from({ length: 60 }, (_, mark) => database.db.transaction((tx) => add(tx, mark))));
    expect(await marks()).toHaveLength(before + 60);
  });
});
