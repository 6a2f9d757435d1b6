import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Server } from "node:net";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql as statement } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { findServerProcesses } from "../../src/store/embedded/processes.ts";
import type { TestDatabase } from "../fixtures/databases.ts";
import { servers } from "../fixtures/databases.ts";
import { killAll, makeHome } from "../fixtures/embedded-users.ts";
import { makeMigrations } from "../fixtures/migrations.ts";

const parent = mkdtempSync(join(tmpdir(), "database-test-"));
afterAll(() => rm(parent, { recursive: true, force: true }));
const home = join(parent, "home");
const migrations = makeMigrations(join(parent, "migrations"), ["create table notes (at timestamptz not null)"]);

describe.each(servers)("DATABASE_URL on $name", ({ start }) => {
  let given: TestDatabase;
  beforeAll(async () => {
    given = await (await start()).database();
  });
  afterAll(() => given.drop());

  test("opens that database with its migrations applied, and makes no home", async () => {
    const { db, close } = await openDatabase({ databaseUrl: given.url, home }, migrations);
    expect(await db.execute(statement`select count(*)::int as notes from notes`)).toEqual([{ notes: 0 }]);
    await close();
    expect(existsSync(home)).toBe(false);
  });

  test("hands SQL by hand real dates, whatever drizzle does to its own client", async () => {
    const { sql, close } = await openDatabase({ databaseUrl: given.url, home }, migrations);
    const at = new Date("2026-01-02T03:04:05.678Z");
    expect(await sql`select ${at}::timestamptz as at`).toEqual([{ at }]);
    await close();
  });

  test("delivers what is notified from another connection", async () => {
    const { sql, db, close } = await openDatabase({ databaseUrl: given.url, home }, migrations);
    const heard = Promise.withResolvers<string>();
    await sql.listen("news", heard.resolve);
    await db.execute(statement`select pg_notify('news', 'hello')`);
    expect(await heard.promise).toBe("hello");
    await close();
  });

  test.each(["127.0.0.1", "::1"])("is reached over TCP at %s too", async (host) => {
    const proxy = await listen(host, `${given.address.host}/.s.PGSQL.5432`);
    const { port, name } = proxy;
    const url = new URL(given.url);
    const databaseUrl = `postgres://${url.username}:${url.password}@${name}:${port}${url.pathname}`;
    const { sql, close } = await openDatabase({ databaseUrl, home }, migrations);
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    await close();
    proxy.server.close();
  });

  test.each([
    { wrong: "password", change: { password: "hush" }, says: /does not let adjutant in/ },
    { wrong: "database", change: { pathname: "/nothing" }, says: /has no database "nothing"/ },
    { wrong: "socket", change: { search: `?host=${parent}` }, says: /no server answers at .*ENOENT/ },
  ])("with a wrong $wrong is a problem told in one line, without the password", async ({ change, says }) => {
    const url = new URL(given.url);
    const secret = url.password;
    Object.assign(url, change);
    const problem = await openDatabase({ databaseUrl: url.href, home }, migrations).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: "database", message: expect.stringMatching(says) });
    expect(problem).toMatchObject({ message: expect.stringMatching(/^DATABASE_URL: [^\n]+$/) });
    for (const word of [secret, "hush"]) expect(problem).toMatchObject({ message: expect.not.stringContaining(word) });
  });
});

test("a server that is not there is a problem that says where it was sought", async () => {
  const { server, port } = await listen("127.0.0.1", join(parent, "nobody"));
  server.close();
  await once(server, "close");
  const opening = openDatabase({ databaseUrl: `postgres://ann:hush@127.0.0.1:${port}/team`, home }, migrations);
  await expect(opening).rejects.toMatchObject({ code: "database", message: expect.stringContaining(`127.0.0.1:${port} (ECONNREFUSED)`) });
});

describe("without DATABASE_URL", () => {
  const { places, remove } = makeHome(null);
  afterAll(remove);

  test("the machine's own database is opened, and stopped by closing it", async () => {
    const { db, close } = await openDatabase({ databaseUrl: null, home: places.home }, migrations);
    expect(await db.execute(statement`select count(*)::int as notes from notes`)).toEqual([{ notes: 0 }]);
    await close();
    expect(await findServerProcesses(places.data)).toEqual([]);
  });

  test("a server that is killed under us is started again for the next connection, and still heard", async () => {
    const { sql, db, close } = await openDatabase({ databaseUrl: null, home: places.home }, migrations);
    let listening = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<string>();
    await sql.listen("news", heard.resolve, () => listening.resolve());
    listening = Promise.withResolvers();
    await killAll(places.data);
    await listening.promise;
    await db.execute(statement`select pg_notify('news', 'again')`);
    expect(await heard.promise).toBe("again");
    await close();
    expect(await findServerProcesses(places.data)).toEqual([]);
  });

  test("a migration that fails leaves no server behind", async () => {
    const broken = makeMigrations(join(parent, "broken"), ["create table notes (at timestamptz not null)", "select nonsense"]);
    const opening = openDatabase({ databaseUrl: null, home: places.home }, broken);
    await expect(opening).rejects.toMatchObject({ code: "database", message: expect.stringContaining('"nonsense" does not exist') });
    expect(await findServerProcesses(places.data)).toEqual([]);
  });
});

/** A TCP port that leads to a socket, the way a database over the network looks. */
async function listen(host: string, path: string): Promise<{ readonly server: Server; readonly port: number; readonly name: string }> {
  const server = createServer((client) => {
    const upstream = createConnection(path);
    client.pipe(upstream).pipe(client);
    for (const side of [client, upstream]) side.on("error", () => client.destroy());
  });
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP port was asked for");
  return { server, port: address.port, name: host.includes(":") ? `[${host}]` : host };
}
