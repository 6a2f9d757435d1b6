import { appendFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { openProgram } from "../fixtures/program.ts";
import { napRecipe, prepareGround } from "./naps.ts";

/** A task whose only step sleeps for a day, under a configuration of the operator's. */
async function nap(configuration: string) {
  const { recipe, processes } = napRecipe();
  const { env, home } = await prepareGround(recipe);
  await appendFile(env["ADJUTANT_CONFIG"] ?? "", configuration);
  const program = await openProgram(env, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  return { talk: await program.ask("take a nap", { autonomy: "full" }), processes };
}

test("a step that the operator's limit ends says the time it really had", async () => {
  const { talk } = await nap("sandbox:\n  timeout_minutes: 0.02\n");
  const task = await talk.until(({ ending }) => ending !== null);
  expect(task.plan?.steps[0]).toMatchObject({ status: "failed", reason: "stopped after 1.2 s: it was not done in time" });
});

test("a task whose time is used up while a step runs interrupts it and asks", async () => {
  const { talk, processes } = await nap("limits:\n  minutes: 0.04\n");
  const task = await talk.until(({ pauses }) => pauses.length > 0);
  expect(task).toMatchObject({ stage: "executing", pauses: [{ reason: "limit" }] });
  expect(task.approvals.at(-1)).toMatchObject({ subject: { kind: "limit" }, status: "open" });
  await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
});
