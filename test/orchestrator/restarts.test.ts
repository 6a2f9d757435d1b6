import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ourselves } from "../../src/host/account.ts";
import { placesOf } from "../../src/store/embedded/places.ts";
import { findSystemPrograms, urlOf } from "../fixtures/databases.ts";
import { killAll } from "../fixtures/embedded-users.ts";
import type { Program } from "../fixtures/program.ts";
import { startSystemServer } from "../fixtures/system-server.ts";
import { type Ground, prepareGround } from "./naps.ts";
import { askFor, awaitAll, eachOnce, tellAttempts, twoLines } from "./two-lines.ts";

const taskCount = 8;

/** Works on tasks and has the database go down under them, twice. */
async function workThrough(ground: Ground, restart: () => Promise<void>): Promise<Program> {
  const program = await askFor(taskCount, ground);
  const worker = await program.app.work({ only: null, atOnce: 2 });
  onTestFinished(() => worker.stop());
  const { sql } = program.app.database;
  for (const passed of [2, 6]) {
    const midway = async () => (await sql`select count(*)::int as n from attempts where status = 'passed'`)[0]?.["n"];
    await expect.poll(midway, { timeout: 120_000, interval: 20 }).toBeGreaterThanOrEqual(passed);
    await restart();
  }
  await awaitAll(taskCount, program);
  return program;
}

const allOnce = Array.from({ length: taskCount }, () => eachOnce);

test("the embedded database is killed with kill -9 during a run: it is started again, and everything completes", async () => {
  const ground = await prepareGround(twoLines, { url: null });
  const { data } = placesOf(ground.home, ourselves().uid);
  const program = await workThrough(ground, () => killAll(data));
  expect((await tellAttempts(program)).map(({ told }) => told)).toEqual(allOnce);
});

describe.each(await findSystemPrograms())("a PostgreSQL $version of the system", ({ bin, version }) => {
  test("is restarted during a run: everything completes as if it had always been there", async () => {
    const base = await mkdtemp(join(tmpdir(), "adjutant-system-"));
    await chmod(base, 0o711);
    const server = await startSystemServer(base, bin, String(version));
    onTestFinished(async () => {
      await server.stop();
      await rm(base, { recursive: true, force: true });
    });
    const ground = await prepareGround(twoLines, { url: urlOf(server.address, "postgres") });
    const program = await workThrough(ground, async () => {
      await server.stop();
      await server.start();
    });
    expect((await tellAttempts(program)).map(({ told }) => told)).toEqual(allOnce);
  });
});
