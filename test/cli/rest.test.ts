import { expect, test } from "vitest";
import { restOf } from "../../src/cli/rest.ts";
import { openApproval } from "../../src/domain/opening.ts";
import type { Task } from "../../src/domain/task.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { saveTask } from "../../src/store/tasks.ts";
import { transact } from "../../src/store/transaction.ts";
import { contextWith, planWith, stepWith } from "../domain/world.ts";
import { makeTask, useBench } from "../store/bench.ts";

const bench = useBench();

/** Where a task rests that has a plan with one step that is to be tried again, and an approval that is open. */
async function restWith(stage: Task["stage"], notBefore: number) {
  const task = await makeTask(bench().db);
  const context = contextWith({ mint: mintId });
  const steps = [stepWith("one", { notBefore })];
  const plan = planWith(steps, { id: mintId("pln") });
  const asking = openApproval({ ...task, stage, plan }, { kind: "plan" }, "a plan", "write", context).task;
  await transact(bench().db, (tx) => saveTask(tx, task, asking, 1));
  return restOf(bench().db, task.conversation, task.id);
}

test("a retry that comes by itself is waited for while steps run", async () => {
  expect(await restWith("executing", Date.now() + 1_000)).toBeNull();
});

test("one that is far away, or that no stage would start, is not: a person is asked", async () => {
  expect(await restWith("executing", Date.now() + 3_600_000)).toMatchObject({ kind: "waiting" });
  expect(await restWith("awaiting_approval", Date.now() + 1_000)).toMatchObject({ kind: "waiting" });
  expect(await restWith("evaluating", Date.now() - 1_000)).toMatchObject({ kind: "waiting" });
});
