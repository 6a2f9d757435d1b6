import { setTimeout as wait } from "node:timers/promises";
import { stepOf } from "../domain/advance.ts";
import type { TaskId } from "../domain/id.ts";
import type { Task } from "../domain/task.ts";

/** One attempt that may leave something in its task's files. */
type Merging = { readonly task: TaskId; readonly step: string; readonly attempt: number };

/** What is done to a task's files, and whether it left anything there that is to be committed. */
export type Work<T> = (committed: Task) => Promise<{ readonly value: T; readonly left: boolean }>;

/**
 * Where branches of one task wait to be merged: one after the other, and each only when what the one before left is
 * committed or was dropped. So a merge always builds on what the database knows; what a crash lost was never built on.
 */
export type MergeLine = {
  enter<T>(merging: Merging, load: () => Promise<Task | undefined>, work: Work<T>, signal: AbortSignal): Promise<T>;
};

/** Between two looks whether what was left is committed: a commit takes about as long. */
const lookMs = 25;

export function createMergeLine(): MergeLine {
  const tails = new Map<TaskId, Promise<unknown>>();
  const left = new Map<TaskId, Merging>();
  const settle = async (task: TaskId, load: () => Promise<Task | undefined>, signal: AbortSignal): Promise<Task> => {
    for (;;) {
      signal.throwIfAborted();
      const committed = await load();
      if (!committed) throw new Error(`task ${task} is gone`);
      const before = left.get(task);
      const step = before && stepOf(committed, before.step);
      if (step?.status !== "running" || step.attempt !== before?.attempt) return committed;
      await wait(lookMs, undefined, { signal });
    }
  };
  return {
    enter: (merging, load, work, signal) => {
      const { task } = merging;
      const turn = async () => {
        const committed = await settle(task, load, signal);
        left.delete(task);
        const done = await work(committed);
        if (done.left) left.set(task, merging);
        return done.value;
      };
      const result = (tails.get(task) ?? Promise.resolve()).then(turn, turn);
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(task, tail);
      void tail.then(() => tails.get(task) === tail && tails.delete(task));
      return result;
    },
  };
}
