import { expect, onTestFinished, test } from "vitest";
import type { TaskId } from "../../src/domain/id.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { loadTask } from "../../src/store/tasks.ts";
import { openProgram, type Program } from "../fixtures/program.ts";
import { kill, startWorkerProcess } from "../fixtures/worker-processes.ts";
import { type Env, prepareGround } from "./naps.ts";

/** Two steps that each leave one line behind: an attempt too many would be seen. */
const recipe = `
title: Two lines
purpose: writes two lines
triggers: [write two lines]
workspace: copy
headline: read
criteria:
  - { id: c1, text: two lines, must: true }
steps:
  - { id: write, title: write, kind: shell, input: { command: "sleep 0.2; echo one >> log.txt" }, needs: { writes: ["."] }, criteria: [c1] }
  - { id: read, title: read, kind: shell, input: { command: "cat log.txt" }, dependsOn: [write], criteria: [c1] }
`;
const taskCount = 20;

/** Twenty requests at once, in a conversation each. */
async function askAll(env: Env, home: string): Promise<Program> {
  const program = await openProgram(env, home);
  onTestFinished(() => program.close());
  await Promise.all(Array.from({ length: taskCount }, () => program.ask("write two lines", { autonomy: "full" })));
  return program;
}

/** Stages of all tasks, with how many there are of each. */
async function countStages({ app }: Program): Promise<Readonly<Record<string, number>>> {
  const rows = await app.database.sql`select stage, count(*)::int as tasks from tasks group by stage`;
  return Object.fromEntries(rows.map((row) => [row["stage"], row["tasks"]]));
}

async function tellAttempts({
  app,
}: Program): Promise<readonly { readonly lines: string; readonly passed: string; readonly others: number }[]> {
  const rows = await app.database.sql<{ id: TaskId }[]>`select id from tasks order by number`;
  return Promise.all(
    rows.map(async ({ id }) => {
      const [task, attempts] = [await loadTask(app.database.db, id), await listAttempts(app.database.db, id)];
      const passed = attempts.filter((one) => one.status === "passed");
      const lines = task?.plan?.steps.find((step) => step.id === "read")?.result?.output ?? "";
      return { lines, passed: passed.map((one) => one.step).join(" "), others: attempts.length - passed.length };
    }),
  );
}

test("two workers share twenty tasks: every attempt is made once, and all complete", async () => {
  const { env, home } = await prepareGround(recipe);
  const program = await askAll(env, home);
  await Promise.all([startWorkerProcess(env), startWorkerProcess(env)]);
  await expect.poll(() => countStages(program), { timeout: 50_000, interval: 200 }).toEqual({ completed: taskCount });
  expect(await tellAttempts(program)).toEqual(
    Array.from({ length: taskCount }, () => ({ lines: "one\n", passed: "write read", others: 0 })),
  );
});

test("one of two workers is killed midway: the other completes everything, and nothing that passed is done again", async () => {
  const { env, home } = await prepareGround(recipe);
  const program = await askAll(env, home);
  const { sql } = program.app.database;
  const doomed = await startWorkerProcess(env);
  await startWorkerProcess(env);
  // Midway: its own attempts are open, and much is still to be done.
  await expect.poll(() => sql`select 1 from attempts where status = 'open' limit 1`, { timeout: 30_000, interval: 20 }).toHaveLength(1);
  await kill(doomed);
  await expect.poll(() => countStages(program), { timeout: 50_000, interval: 200 }).toEqual({ completed: taskCount });
  const told = await tellAttempts(program);
  expect(told.map(({ lines, passed }) => ({ lines, passed }))).toEqual(
    Array.from({ length: taskCount }, () => ({ lines: "one\n", passed: "write read" })),
  );
});
