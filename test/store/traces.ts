import { describe, expect, test } from "vitest";
import type { Step } from "../../src/domain/step.ts";
import type { Task } from "../../src/domain/task.ts";
import { mintId } from "../../src/orchestrator/identity.ts";
import { listAttempts } from "../../src/store/attempts.ts";
import { saveTask } from "../../src/store/tasks.ts";
import { recall, remember } from "../../src/store/traces.ts";
import { transact } from "../../src/store/transaction.ts";
import { planWith, stepWith } from "../domain/world.ts";
import { cleaned } from "../fixtures/cleaned.ts";
import { makeTask, type OpenBench, useBench } from "./bench.ts";

/** What is written once and never changed: attempts, ledger, thoughts. */
export function describeTraces(open: OpenBench): void {
  describe("traces", () => {
    const bench = useBench(open);

    /** Saves a task with these steps; steps that did not change keep their identity, as they do in the heart. */
    const save = async (before: Task, changed: readonly Step[], epoch = 1): Promise<Task> => {
      const task = withSteps(before, changed);
      await transact(bench().db, (tx) => saveTask(tx, before, task, epoch));
      return task;
    };
    const tellEnds = async (task: Task) => (await listAttempts(bench().db, task.id)).map((one) => [one.step, one.attempt, one.status]);

    test("attempts are opened and closed in the order of commits, in one numbering", async () => {
      const pending = ["a", "b", "c"].map((id) => stepWith(id));
      let task = await save(await makeTask(bench().db), pending);
      task = await save(task, [run("a"), run("b")], 3);
      task = await save(task, [end("b", "passed"), run("c")], 3);
      task = await save(task, [end("a", "passed")], 3);
      task = await save(task, [end("c", "passed")], 4);
      const [a, b, c] = await listAttempts(bench().db, task.id);
      expect([a, b, c].map((one) => [one?.step, one?.status, one?.epoch])).toEqual([
        ["a", "passed", 3],
        ["b", "passed", 3],
        ["c", "passed", 3],
      ]);
      const order = [a?.id, b?.id, b?.closedSeq, c?.id, a?.closedSeq, c?.closedSeq].map(Number);
      expect(order).toEqual(order.toSorted((one, two) => one - two));
      expect(new Set(order).size).toBe(6);
    });

    test("an attempt ends as its step did: passed, failed, cancelled, lost, or broken and tried again", async () => {
      let task = await save(
        await makeTask(bench().db),
        ["p", "f", "c", "l", "b", "x"].map((id) => run(id)),
      );
      const lost = { ...stepWith("l"), attempt: 1, reason: "interrupted" };
      const asked = { ...stepWith("x"), attempt: 1, status: "awaiting_confirmation", reason: "interrupted" } as const;
      const broken = { ...stepWith("b"), attempt: 1, reason: "the sandbox is gone", faults: 1 };
      task = await save(task, [end("p", "passed"), end("f", "failed"), end("c", "cancelled"), lost, broken, asked]);
      task = await save(task, [run("l", 2), run("b", 2)]);
      expect(await tellEnds(task)).toEqual([
        ["p", 1, "passed"],
        ["f", 1, "failed"],
        ["c", 1, "cancelled"],
        ["l", 1, "lost"],
        ["b", 1, "broken"],
        ["x", 1, "lost"],
        ["l", 2, "open"],
        ["b", 2, "open"],
      ]);
    });

    test("an attempt that is followed by the next one in the same breath is lost, or broken where a fault was counted", async () => {
      const task = await save(await makeTask(bench().db), [run("l"), run("b")]);
      await save(task, [run("l", 2), { ...run("b", 2), faults: 1 }]);
      expect(await tellEnds(task)).toEqual([
        ["l", 1, "lost"],
        ["b", 1, "broken"],
        ["l", 2, "open"],
        ["b", 2, "open"],
      ]);
    });

    test("an attempt that is open while a new version comes goes on in it, or ends as cancelled with the old one", async () => {
      let task = await save(await makeTask(bench().db), [run("asks"), run("dropped"), stepWith("later")]);
      const [asks] = task.plan?.steps ?? [];
      if (!asks || !task.plan) throw new Error("it was just saved");
      const next: Task = { ...task, plan: { ...task.plan, id: mintId("pln"), version: 2, steps: [{ ...asks }, stepWith("later")] } };
      const before = task;
      await transact(bench().db, (tx) => saveTask(tx, before, next, 2));
      expect(await tellEnds(next)).toEqual([
        ["asks", 1, "open"],
        ["dropped", 1, "cancelled"],
      ]);
      task = await save(next, [end("asks", "passed"), run("later")], 2);
      expect(await tellEnds(task)).toEqual([
        ["asks", 1, "passed"],
        ["dropped", 1, "cancelled"],
        ["later", 1, "open"],
      ]);
    });

    test("the same attempt is never begun twice", async () => {
      const task = await save(await makeTask(bench().db), [stepWith("a")]);
      await save(task, [run("a")]);
      await expect(save(task, [run("a")])).rejects.toThrow();
      expect(await tellEnds(task)).toEqual([["a", 1, "open"]]);
    });

    test("an answer is remembered for exactly its actor and input, and the first one stands", async () => {
      const [one, two] = [mintId("tsk"), mintId("tsk")];
      const usage = { promptTokens: 1, completionTokens: 1, costMicros: 1 };
      const thought = (value: string) => ({ digest: "d1", purpose: "plan", value: cleaned({ value }), usage, at: 0 });
      await Promise.all(bench().clients.map((client) => remember(client, one, thought("first"))));
      await remember(bench().db, one, thought("second"));
      expect(await recall(bench().db, one, "d1")).toEqual({ value: { value: "first" }, usage });
      expect(await recall(bench().db, one, "d2")).toBeNull();
      expect(await recall(bench().db, two, "d1")).toBeNull();
    });
  });
}

function run(id: string, attempt = 1): Step {
  return stepWith(id, { status: "running", attempt, startedAt: 1_000 });
}

function end(id: string, status: "passed" | "failed" | "cancelled"): Step {
  return stepWith(id, { status, attempt: 1, endedAt: 2_000, reason: status });
}

function withSteps(task: Task, changed: readonly Step[]): Task {
  const kept = task.plan?.steps ?? [];
  const steps = [
    ...kept.map((step) => changed.find((one) => one.id === step.id) ?? step),
    ...changed.filter((one) => kept.every((step) => step.id !== one.id)),
  ];
  return { ...task, plan: { ...(task.plan ?? planWith([], { id: mintId("pln") })), steps } };
}
