import { expect, test } from "vitest";
import type { StepStatus } from "../../src/domain/step.ts";
import type { Task } from "../../src/domain/task.ts";
import { createMergeLine } from "../../src/orchestrator/merge-line.ts";
import { stepWith, taskWith } from "../domain/world.ts";

const merging = (step: string, attempt = 1) => ({ task: "tsk_1", step, attempt }) as const;
const never = new AbortController().signal;

/** What the database says, as a test sets it. */
function database() {
  const status: Record<string, readonly [StepStatus, number]> = { a: ["running", 1], b: ["running", 1] };
  const load = async (): Promise<Task> => {
    const steps = Object.entries(status).map(([id, [now, attempt]]) => stepWith(id, { status: now, attempt }));
    return taskWith({
      plan: { id: "pln_1", version: 1, generation: 1, reason: "", madeBy: null, digest: "", approvedBy: "", approval: null, steps },
    });
  };
  return { status, load };
}

test("a merge waits for its turn, and until what the one before left is committed", async () => {
  const { status, load } = database();
  const line = createMergeLine();
  const told: string[] = [];
  const enter = (step: string) =>
    line.enter(
      merging(step),
      load,
      async (committed) => {
        told.push(`${step} builds on ${committed.plan?.steps.map((one) => one.status).join()}`);
        return { value: step, left: true };
      },
      never,
    );
  const [first, second] = [enter("a"), enter("b")];
  expect(await first).toBe("a");
  expect(told).toEqual(["a builds on running,running"]);
  status["a"] = ["passed", 1];
  expect(await second).toBe("b");
  expect(told).toEqual(["a builds on running,running", "b builds on passed,running"]);
});

test("what was dropped is not waited for: the attempt is another by then", async () => {
  const { status, load } = database();
  const line = createMergeLine();
  const leave = (step: string) => line.enter(merging(step), load, async () => ({ value: step, left: true }), never);
  await leave("a");
  status["a"] = ["running", 2];
  expect(await leave("b")).toBe("b");
});

test("nobody waits for who left nothing, or failed", async () => {
  const { load } = database();
  const line = createMergeLine();
  await line.enter(merging("a"), load, async () => ({ value: null, left: false }), never);
  await expect(line.enter(merging("a"), load, () => Promise.reject(new Error("git broke")), never)).rejects.toThrow("git broke");
  expect(await line.enter(merging("b"), load, async () => ({ value: "b", left: true }), never)).toBe("b");
});

test("the wait ends when its step is told to stop", async () => {
  const { load } = database();
  const line = createMergeLine();
  await line.enter(merging("a"), load, async () => ({ value: null, left: true }), never);
  const stop = new AbortController();
  const waiting = line.enter(merging("b"), load, async () => ({ value: null, left: true }), stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
});
