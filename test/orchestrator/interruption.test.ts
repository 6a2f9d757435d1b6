import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listAttempts } from "../../src/store/attempts.ts";
import { openProgram, type Program, type Talk } from "../fixtures/program.ts";
import { napRecipe, prepareGround } from "./naps.ts";

type Nap = { readonly program: Program; readonly talk: Talk; processes(): Promise<readonly number[]> };

/** A task whose only step sleeps, up to the moment at which it does. */
async function startNap(): Promise<Nap> {
  const { recipe, processes } = napRecipe();
  const { env, home } = await prepareGround(recipe);
  const program = await openProgram(env, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  const talk = await program.ask("take a nap", { autonomy: "full" });
  await expect.poll(processes, { timeout: 30_000 }).not.toEqual([]);
  return { program, talk, processes };
}

const statusOf = async ({ program, talk }: Nap) => {
  const task = await talk.until(() => true);
  const attempts = await listAttempts(program.app.database.db, task.id);
  return { step: task.plan?.steps[0]?.status, attempts: attempts.map((one) => one.status) };
};

test("pause reaches a running command, a paused task occupies nobody, resume runs it again, and stop is no failure", async () => {
  const nap = await startNap();
  const { talk, program } = nap;
  const { sql } = program.app.database;

  await talk.say("pause");
  await expect.poll(nap.processes, { timeout: 10_000 }).toEqual([]);
  const paused = await talk.until((task) => task.pauses.length > 0);
  expect(paused).toMatchObject({ stage: "executing", pauses: [{ reason: "person" }] });
  expect(await statusOf(nap)).toEqual({ step: "pending", attempts: ["lost"] });
  await expect.poll(() => sql`select owner from actors where id = ${paused.id}`).toEqual([{ owner: null }]);
  const [actor] = await sql`select wake_at > now() + interval '1 day' as later from actors where id = ${paused.id}`;
  expect(actor).toEqual({ later: true });

  await talk.say("resume");
  await expect.poll(nap.processes, { timeout: 10_000 }).not.toEqual([]);
  expect(await statusOf(nap)).toEqual({ step: "running", attempts: ["lost", "open"] });

  await talk.say("stop");
  await expect.poll(nap.processes, { timeout: 10_000 }).toEqual([]);
  expect((await talk.until((task) => task.ending !== null)).stage).toBe("cancelled");
  expect(await statusOf(nap)).toEqual({ step: "cancelled", attempts: ["lost", "cancelled"] });
});

test("stop does not wait for a copy that is being made", async () => {
  const { recipe } = napRecipe();
  const { env, home } = await prepareGround(recipe);
  const source = await mkdtemp(join(tmpdir(), "adjutant-huge-"));
  onTestFinished(() => rm(source, { recursive: true, force: true }));
  await chmod(source, 0o755);
  await writeFile(join(source, "image"), "");
  // Empty, and still 32 GB to copy.
  await truncate(join(source, "image"), 32 * 1024 ** 3);
  const program = await openProgram(env, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  const talk = await program.ask("take a nap", { autonomy: "full", source });
  const { id } = await talk.until((task) => task.plan !== null);
  await expect.poll(() => existsSync(join(home, "workspaces", id, "files", "image")), { timeout: 30_000 }).toBe(true);
  await talk.say("stop");
  // Its owner gives it back when nothing of it runs any more.
  const { sql } = program.app.database;
  await expect.poll(() => sql`select owner from actors where id = ${id}`, { timeout: 10_000 }).toEqual([{ owner: null }]);
  expect(await talk.until((task) => task.ending !== null)).toMatchObject({ stage: "cancelled" });
});

test("a stolen lease kills the process tree and writes nothing over what the thief has", async () => {
  const nap = await startNap();
  const { sql } = nap.program.app.database;
  const { id } = await nap.talk.until(() => true);
  const everything = async () => {
    const tables = [
      sql`select * from actors where id = ${id}`,
      sql`select * from tasks where id = ${id}`,
      sql`select s.* from steps s join plans p on p.id = s.plan where p.task = ${id}`,
      sql`select * from attempts where task = ${id} order by id`,
      sql`select * from audit where task = ${id} order by seq`,
      sql`select * from outbox where task = ${id} order by id`,
    ];
    return (await Promise.all(tables)).map((rows) => [...rows]);
  };

  await sql`update actors set owner = 'thief 1 1', epoch = epoch + 1, lease_until = now() + interval '1 hour' where id = ${id}`;
  const stolen = await everything();
  await expect.poll(nap.processes, { timeout: 10_000 }).toEqual([]);
  expect(await everything()).toEqual(stolen);

  // The thief dies as well: whoever comes next finds the attempt open, calls it lost, and runs it again.
  await sql`update actors set owner = null, lease_until = null, wake_at = now() where id = ${id}`;
  await sql`select pg_notify('adjutant', ${`wake ${id}`})`;
  await expect.poll(nap.processes, { timeout: 20_000 }).not.toEqual([]);
  expect(await statusOf(nap)).toEqual({ step: "running", attempts: ["lost", "open"] });
});

test("a worker that is stopped leaves no process behind, and the next one goes on", async () => {
  const { recipe, processes } = napRecipe();
  const { env, home } = await prepareGround(recipe);
  const program = await openProgram(env, home);
  onTestFinished(() => program.close());
  const first = await program.app.work({ only: null, atOnce: 4 });
  const talk = await program.ask("take a nap", { autonomy: "full" });
  await expect.poll(processes, { timeout: 30_000 }).not.toEqual([]);
  await first.stop();
  expect(await processes()).toEqual([]);
  expect((await talk.until(() => true)).plan?.steps[0]?.status).toBe("running");

  const second = await program.app.work({ only: null, atOnce: 4 });
  await expect.poll(processes, { timeout: 20_000 }).not.toEqual([]);
  await second.stop();
  expect(await processes()).toEqual([]);
});
