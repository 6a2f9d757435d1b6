import { describe, expect, test } from "vitest";
import { kill, startWorkerProcess } from "../fixtures/worker-processes.ts";
import { napRecipe, prepareGround } from "./naps.ts";
import { askFor, askMore, awaitAll, countCompleted, countOpen, eachOnce, tellAttempts, twoLines } from "./two-lines.ts";

const taskCount = 20;

test("two workers share twenty tasks: every attempt is made once, and all complete", async () => {
  const ground = await prepareGround(twoLines);
  const program = await askFor(taskCount, ground);
  await Promise.all([startWorkerProcess(ground.env), startWorkerProcess(ground.env)]);
  await awaitAll(taskCount, program);
  expect(await tellAttempts(program)).toEqual(Array.from({ length: taskCount }, () => ({ told: eachOnce, others: 0 })));
});

describe.each([2, 4])("of %i workers", (count) => {
  test("one is killed again and again: the others complete everything, and nothing that passed is done again", async () => {
    const ground = await prepareGround(twoLines);
    const program = await askFor(0, ground);
    await Promise.all(Array.from({ length: count - 1 }, () => startWorkerProcess(ground.env, 1)));
    let asked = 0;
    for (let kills = 0; kills < 4; kills += 1) {
      const doomed = await startWorkerProcess(ground.env, 1);
      const takesOne = async () => {
        if (asked - (await countCompleted(program)) < 2 * count) {
          await askMore(1, program);
          asked += 1;
        }
        return countOpen(program, doomed);
      };
      // Midway: the attempt that is open is its own.
      await expect.poll(takesOne, { timeout: 60_000, interval: 100 }).toBe(1);
      await kill(doomed);
    }
    await awaitAll(asked, program);
    expect((await tellAttempts(program)).map(({ told }) => told)).toEqual(Array.from({ length: asked }, () => eachOnce));
  });
});

test("a worker that stood still for longer than its lease finds it taken, and ends what it ran", async () => {
  const { recipe, processes } = napRecipe();
  const ground = await prepareGround(recipe);
  const program = await askFor(0, ground);
  await program.ask("take a nap", { autonomy: "full" });
  const still = await startWorkerProcess(ground.env);
  await expect.poll(processes, { timeout: 60_000 }).not.toEqual([]);
  const before = await processes();
  still.kill("SIGSTOP");
  await startWorkerProcess(ground.env);
  // Nobody can tell that it does not live any more: its lease has to run out, and what it ran goes on as it does.
  const others = async () => (await processes()).filter((pid) => !before.includes(pid));
  await expect.poll(others, { timeout: 120_000 }).not.toEqual([]);
  still.kill("SIGCONT");
  await expect.poll(async () => (await processes()).filter((pid) => before.includes(pid)), { timeout: 60_000 }).toEqual([]);
  expect(await others()).not.toEqual([]);
});
