import { appendFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { mintId } from "../../src/orchestrator/identity.ts";
import { taskMachine } from "../../src/orchestrator/task-machine.ts";
import { planWith, stepWith, taskWith, unlimited } from "../domain/world.ts";
import { openProgram } from "../fixtures/program.ts";
import { type Ground, napRecipe, prepareGround } from "./naps.ts";

/** The program at work under a configuration of the operator's. */
async function start({ env, home }: Ground, configuration: string) {
  await appendFile(env["ADJUTANT_CONFIG"] ?? "", configuration);
  const program = await openProgram(env, home);
  const worker = await program.app.work({ only: null, atOnce: 4 });
  onTestFinished(async () => {
    await worker.stop();
    await program.close();
  });
  return program;
}

/** A task whose only step sleeps for a day. */
async function nap(configuration: string) {
  const { recipe, processes } = napRecipe();
  const program = await start(await prepareGround(recipe), configuration);
  return { talk: await program.ask("take a nap", { autonomy: "full" }), processes };
}

/** Three steps side by side that each say when they began and when they ended. */
const looks = `
title: Three looks
purpose: looks three times
triggers: [look three times]
headline: one
workspace: copy
criteria:
  - { id: c1, text: it looked, must: true }
steps:
${["one", "two", "three"].map((id) => `  - { id: ${id}, title: ${id}, kind: shell, input: { command: "date +%s%N; sleep 0.3; date +%s%N" }, criteria: [c1] }`).join("\n")}
`;

test("steps of all tasks share the places of the process", async () => {
  const program = await start(await prepareGround(looks), "parallel:\n  process: 1\n");
  const talks = await Promise.all([1, 2].map(() => program.ask("look three times", { autonomy: "full" })));
  const done = await Promise.all(talks.map((talk) => talk.until(({ ending }) => ending !== null)));
  const spans = done.flatMap(({ plan }) => (plan?.steps ?? []).map(({ result }) => (result?.output ?? "").trim().split("\n").map(BigInt)));
  expect(spans).toHaveLength(6);
  const sorted = spans.toSorted(([a = 0n], [b = 0n]) => (a < b ? -1 : 1));
  for (const [index, [, end = 0n]] of sorted.slice(0, -1).entries()) expect(sorted[index + 1]?.[0] ?? 0n).toBeGreaterThanOrEqual(end);
});

test("a step that waits for a place is ended at once by stop", async () => {
  const { recipe, processes } = napRecipe();
  const ground = await prepareGround(recipe);
  const program = await start(ground, "parallel:\n  process: 1\n");
  const first = await program.ask("take a nap", { autonomy: "full" });
  await expect.poll(processes, { timeout: 30_000 }).not.toEqual([]);
  const second = await program.ask("take a nap", { autonomy: "full" });
  await second.until((task) => task.plan?.steps[0]?.status === "running");
  await second.say("stop");
  expect(await second.until(({ ending }) => ending !== null)).toMatchObject({ stage: "cancelled" });
  expect((await first.until(() => true)).stage).toBe("executing");
  await first.say("stop");
  await first.until(({ ending }) => ending !== null);
});

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

test("the clock of a task's time stands while all of it waits for a place", async () => {
  const program = await start(await prepareGround(looks), "parallel:\n  process: 1\n");
  const { engine } = program.app;
  const machine = taskMachine(engine);
  const steps = [stepWith("a", { status: "running", attempt: 1 })];
  const plan = planWith(steps, { id: mintId("pln") });
  const task = taskWith({ stage: "executing", plan, limits: { ...unlimited, activeMs: 500 }, announced: { activeMs: 80 } });
  const [effect] = machine.effects(task);
  if (!effect) throw new Error("nothing should run");
  expect(machine.dueAt(task)).toBe(task.movedAt + 500);
  const taken = await engine.slots.take(new AbortController().signal);
  const place = machine.admit?.(effect, task, new AbortController().signal);
  expect(machine.dueAt(task)).toBeNull();
  taken();
  (await place)?.();
  expect(machine.dueAt(task)).toBe(task.movedAt + 500);
});
