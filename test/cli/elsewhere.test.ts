import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { servers, type TestDatabase } from "../fixtures/databases.ts";
import { greeting, openShell, type Shell } from "./shell.ts";

let shell: Shell;
let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  const started = await servers[0]?.start();
  if (!started) throw new Error("no server");
  server = await started.database();
  database = await openDatabase({ databaseUrl: server.url, home: "/nonexistent" });
  shell = await openShell();
  const procedures = join(shell.root, "procedures");
  await mkdir(procedures);
  await writeFile(join(procedures, "greet.yaml"), greeting);
  await shell.configure(`procedures:\n  directory: ${procedures}\n`);
});
afterAll(async () => {
  await database.close();
  await server.drop();
  await shell.remove();
});

/** A machine of its own: another home, the same database. */
const on = (machine: string) => ({
  env: { ADJUTANT_HOME: join(shell.root, machine), DATABASE_URL: server.url, ADJUTANT_AUDIT_KEY: "5eed".repeat(16) },
});

/** A task whose plan was made on one machine and waits for its approval. */
async function plan(machine: string): Promise<{ readonly number: number; readonly host: string }> {
  const { code } = await shell.adjutant(["run", "greet somebody", "--answer", "Mia"], on(machine));
  expect(code).toBe(3);
  const [row] = await database.sql`select number, host from tasks join actors using (id) order by number desc limit 1`;
  return { number: Number(row?.["number"]), host: String(row?.["host"]) };
}

test("a task bound to another machine: the request is stored, one line says where it is worked on, and nothing is waited for", async () => {
  const { number, host } = await plan("shed");
  expect(host).toMatch(/^host_/);
  const line = `#${number} has its workspace on another machine, ${host}: what was asked is stored, and is worked on there by adjutant start or worker, or by: adjutant resume ${number}\n`;
  const approved = await shell.adjutant(["approve", String(number)], on("office"));
  expect(approved).toEqual({ code: 3, stdout: "", stderr: line });
  expect(await shell.adjutant(["resume", String(number)], on("office"))).toEqual({ code: 3, stdout: "", stderr: line });
  const chatted = await shell.adjutant(["chat", "--new"], { ...on("office"), input: "status\n" });
  expect(chatted.code).toBe(0);

  const resumed = await shell.adjutant(["resume", String(number)], on("shed"));
  expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining("Hello, Mia")]);
});

test("what is cancelled from another machine is not done until that machine has read it", async () => {
  const { number } = await plan("shed");
  expect((await shell.adjutant(["cancel", String(number)], on("office"))).code).toBe(3);
  const resumed = await shell.adjutant(["resume", String(number)], on("shed"));
  expect([resumed.code, resumed.stdout]).toEqual([130, expect.stringContaining("Cancelled by")]);
});

test("Ctrl-C ends the wait for a process that does not answer; the request stays, and the task is not cancelled", async () => {
  const { number } = await plan("shed");
  const [task] = await database.sql`select id from tasks where number = ${number}`;
  const id = String(task?.["id"]);
  await database.sql`update actors set owner = 'deaf 1 1', epoch = epoch + 1, lease_until = now() + interval '1 hour' where id = ${id}`;
  const unread = () => database.sql`select event from inbox where actor = ${id} and processed_at is null`;
  const isStored = async () => {
    while ((await unread()).length === 0) await pause(20);
  };
  const interrupted = await shell.adjutant(["approve", String(number)], { ...on("shed"), send: { signal: "SIGINT", at: isStored } });
  expect(interrupted).toEqual({
    code: 130,
    stdout: "",
    stderr: `It is stored, and nobody has read it yet: adjutant show ${number} tells what comes of it.\n`,
  });
  expect((await unread()).map(({ event }) => event.type)).toEqual(["decided"]);
});
