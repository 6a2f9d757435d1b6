import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { servers, type TestDatabase, type TestServer } from "../fixtures/databases.ts";
import { ask } from "../fixtures/embedded-users.ts";

const home = "/nonexistent";
const refused = { code: "42501" };

describe.each(servers)("the role the program runs as, on $name", ({ start }) => {
  let server: TestServer;
  let given: TestDatabase;
  beforeAll(async () => {
    server = await start();
    given = await server.database();
  });
  afterAll(() => given.drop());

  const use = async <T>(databaseUrl: string, work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await openDatabase({ databaseUrl, home });
    return work(database).finally(database.close);
  };

  test("is that of every connection, and is no more than a name nobody can log in with", async () => {
    await use(given.url, async ({ sql, db, role }) => {
      expect(role).toBe("adjutant_runtime");
      expect([...(await sql`select current_user as name`)]).toEqual([{ name: role }]);
      expect([...(await db.execute("select current_user as name"))]).toEqual([{ name: role }]);
      expect([
        ...(await sql`select rolcanlogin or rolsuper or rolcreaterole or rolcreatedb as more from pg_roles where rolname = ${role}`),
      ]).toEqual([{ more: false }]);
    });
  });

  test("may neither change tables nor take the triggers away", async () => {
    await use(given.url, async ({ sql }) => {
      for (const statement of [
        "alter table audit disable trigger all",
        "drop table audit_bodies",
        "create table public.mine (n int)",
        "drop trigger audit_append_only on audit",
      ])
        await expect(sql.unsafe(statement)).rejects.toMatchObject(refused);
    });
  });

  test("gets its rights on what a later version brings, and loses what somebody gave it on the audit", async () => {
    await ask(given.address, "create table public.later (id serial primary key); grant update, delete on audit to adjutant_runtime");
    await use(given.url, async ({ sql }) => {
      expect(await sql`insert into later default values returning id`).toEqual([{ id: 1 }]);
      await expect(sql`update audit set seq = seq`).rejects.toMatchObject({ ...refused, message: "permission denied for table audit" });
    });
  });

  test("is not used where it could change the audit through everybody's rights", async () => {
    await ask(given.address, "grant delete on audit_bodies to public");
    await use(given.url, async ({ role }) => expect(role).toBeNull());
    await ask(given.address, "revoke delete on audit_bodies from public");
    await use(given.url, async ({ role }) => expect(role).toBe("adjutant_runtime"));
  });

  test("is made by none who may not: then triggers protect the audit until an operator lends the role", async () => {
    const name = `plain_${randomBytes(4).toString("hex")}`;
    await ask(server.address, `create role ${name} login password 'hush'`);
    await ask(server.address, `create database ${name} owner ${name}`);
    const url = new URL(given.url);
    Object.assign(url, { username: name, password: "hush", pathname: `/${name}` });
    try {
      await use(url.href, async ({ sql, role }) => {
        expect(role).toBeNull();
        for (const table of ["audit", "audit_bodies"]) {
          for (const statement of [`update ${table} set seq = seq`, `delete from ${table}`, `truncate ${table} cascade`])
            await expect(sql.unsafe(statement)).rejects.toMatchObject({
              message: expect.stringContaining("the audit is only ever added to"),
            });
        }
      });
      await ask(server.address, `grant adjutant_runtime to ${name}`);
      await use(url.href, async ({ sql, role }) => {
        expect(role).toBe("adjutant_runtime");
        await expect(sql`delete from audit`).rejects.toMatchObject({ ...refused, message: "permission denied for table audit" });
      });
    } finally {
      await ask(server.address, `drop database ${name} with (force)`);
      await ask(server.address, `drop role ${name}`);
    }
  });
});
