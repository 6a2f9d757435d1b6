import type { ChildProcess } from "node:child_process";
import { expect, onTestFinished } from "vitest";
import type { TaskId } from "../../src/domain/id.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { loadTask } from "../../src/store/tasks.ts";
import { openProgram, type Program } from "../fixtures/program.ts";
import type { Ground } from "./naps.ts";

/** Two steps that each leave one line behind: an attempt too many would be seen. */
export const twoLines = `
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

/** So many requests at once, in a conversation each; nobody works on them yet. */
export async function askFor(count: number, { env, home }: Ground): Promise<Program> {
  const program = await openProgram(env, home);
  onTestFinished(() => program.close());
  await askMore(count, program);
  return program;
}

export async function askMore(count: number, program: Program): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => program.ask("write two lines", { autonomy: "full" })));
}

/** How many attempts a worker has open now: the name of an owner has its pid in it. */
export async function countOpen({ app }: Program, worker: ChildProcess): Promise<number> {
  const [row] = await app.database.sql`
    select count(*)::int as attempts from attempts join actors on actors.id = attempts.task
    where attempts.status = 'open' and split_part(actors.owner, ' ', 3) = ${String(worker.pid)}`;
  return row?.["attempts"];
}

/** Waits until all have completed. */
export async function awaitAll(count: number, program: Program): Promise<void> {
  await expect.poll(() => countStages(program), { timeout: 120_000, interval: 200 }).toEqual({ completed: count });
}

export async function countCompleted(program: Program): Promise<number> {
  return (await countStages(program))["completed"] ?? 0;
}

/** Stages of all tasks, with how many there are of each. */
async function countStages({ app }: Program): Promise<Readonly<Record<string, number>>> {
  const rows = await app.database.sql`select stage, count(*)::int as tasks from tasks group by stage`;
  return Object.fromEntries(rows.map((row) => [row["stage"], row["tasks"]]));
}

/** What each task must have to show for itself, however often it was interrupted. */
export const eachOnce = { lines: "one\n", passed: "write read", results: 1 };

/** What each task has to show for itself, and how many attempts beside those that passed there were. */
export async function tellAttempts({ app }: Program) {
  const { db, sql } = app.database;
  const rows = await sql<{ id: TaskId }[]>`select id from tasks order by number`;
  return Promise.all(
    rows.map(async ({ id }) => {
      const [task, attempts] = [await loadTask(db, id), await listAttempts(db, id)];
      const passed = attempts.filter((one) => one.status === "passed");
      const lines = task?.plan?.steps.find((step) => step.id === "read")?.result?.output ?? "";
      const [{ results = 0 } = {}] = await sql`select count(*)::int as results from outbox where task = ${id} and body->>'kind' = 'result'`;
      return { told: { lines, passed: passed.map((one) => one.step).join(" "), results }, others: attempts.length - passed.length };
    }),
  );
}
